/**
 * The drawing, never within itself: controls tell of changes that drawing makes to them, and who draws again meanwhile would
 * leave fields twice on the page. It is drawn once more afterwards instead.
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
