/** Makes a function that draws and, if the focused element disappears, focuses its stand-in. */
export function keepingFocus(draw: () => void, standIn: () => HTMLElement | null): () => void {
  return () => {
    const { activeElement } = document;
    draw();
    if (activeElement && !activeElement.isConnected && document.hasFocus()) standIn()?.focus();
  };
}
