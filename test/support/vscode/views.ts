import { EventEmitter } from './emitter.ts';
import type { UriDouble } from './uri.ts';
import { code, type Page } from './user.ts';

/** Who brings a webview back after a reload, by the webview's type. */
export const restorers = new Map<string, (view: unknown, kept: unknown) => Promise<void>>();
/** Who provides the text of a document, by the scheme of its address. */
export const providers = new Map<string, (uri: UriDouble) => unknown>();

/** A webview, the page in it, and what brings it into view and out of it. */
export function openWebview(title = ''): {
  readonly page: Page;
  readonly view: object;
  readonly show: (isVisible: boolean) => void;
} {
  const closed = new EventEmitter<void>();
  const said = new EventEmitter<unknown>();
  const shown = new EventEmitter<void>();
  const send = (message: unknown): void => said.fire(message);
  const page: Page = { title, received: [], send, reveals: 0, isActive: false, isClosed: false };
  code.pages.push(page);
  const webview = {
    asWebviewUri: String,
    cspSource: 'self',
    onDidReceiveMessage: said.event,
    postMessage: async (message: unknown) => page.received.push(message) > 0,
    set html(_text: string) {
      code.onPageLoaded(page);
    },
  };
  const dispose = (): void => {
    page.isClosed = true;
    closed.fire();
    closed.dispose();
  };
  const view = {
    webview,
    dispose,
    visible: true,
    onDidDispose: closed.event,
    onDidChangeViewState: shown.event,
    reveal: () => void (page.reveals += 1),
    get active() {
      return page.isActive;
    },
    get title() {
      return page.title;
    },
    set title(text: string) {
      page.title = text;
    },
  };
  const show = (isVisible: boolean): void => {
    view.visible = isVisible;
    shown.fire();
  };
  return { page, view, show };
}

/** Resolves once the next page is loaded. */
export function nextPage(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  code.onPageLoaded = () => resolve();
  return promise;
}
