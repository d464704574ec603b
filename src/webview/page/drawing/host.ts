import { speak, type Bundle } from '../../../sentences/language.ts';

/** What VS Code gives a page: a connection to the extension, and storage that outlives a reload of the window. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

/** The page's only connection to the extension. */
export const vscode = acquireVsCodeApi();

/** The element that the page draws into. */
export const root = document.getElementById('page') ?? document.body;

const texts = document.getElementById('texts')?.textContent;
speak(texts ? (JSON.parse(texts) as Bundle) : undefined, document.documentElement.dataset['language']);
