/**
 * Returns a function that never draws while it is drawing: controls report changes that drawing makes to them, and
 * drawing again at that time would duplicate fields on the page. It draws once more afterwards instead.
 */
export function oneAtATime(draw: () => void): () => void {
  let isDrawing = false;
  let isAsked = false;
  return () => {
    isAsked = true;
    if (isDrawing) return;
    isDrawing = true;
    try {
      while (isAsked) {
        isAsked = false;
        draw();
      }
    } finally {
      isDrawing = false;
    }
  };
}
