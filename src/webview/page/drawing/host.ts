import { speak, type Bundle } from '../../../sentences/language.ts';

/** What VS Code gives a page: a connection to the extension, and storage that outlives a reload of the window. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The page's only connection to the extension. */
export const vscode = acquireVsCodeApi();

/**
 * Calls back with each state that the extension posts. It posts only what its own guards accept, so a state is known by its memento;
 * messages of others are left alone.
 */
export function onState<T extends { readonly memento: object }>(receive: (state: T) => void): void {
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'object' && data !== null && 'memento' in data) receive(data as T);
  });
}

/** The element that the page draws into. */
export const root = document.getElementById('page') ?? document.body;

const texts = document.getElementById('texts')?.textContent;
speak(texts ? (JSON.parse(texts) as Bundle) : undefined, document.documentElement.dataset['language']);
