/** Makes a function that draws, keeps the focused element in view where it was, and focuses its stand-in if it disappears. */
export function keepingFocus(draw: () => void, standIn: () => HTMLElement | null): () => void {
  return () => {
    const { activeElement } = document;
    const wasInView = activeElement !== null && isInView(activeElement);
    draw();
    if (activeElement && !activeElement.isConnected && document.hasFocus()) standIn()?.focus();
    else if (wasInView) activeElement.scrollIntoView({ block: 'nearest' });
  };
}

function isInView(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}
