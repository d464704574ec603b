/** Returns a function that draws and, where what had the focus goes with that, gives the focus to what stands in for it. */
export function keepingFocus(draw: () => void, standIn: () => HTMLElement | null): () => void {
  return () => {
    const { activeElement } = document;
    draw();
    if (activeElement && !activeElement.isConnected && document.hasFocus()) standIn()?.focus();
  };
}
