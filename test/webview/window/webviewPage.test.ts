import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebviewPanel } from 'vscode';
import { loadPage } from '../../../src/webview/window/webviewPage.ts';
import { Uri } from '../../support/vscode/module.ts';
import { code } from '../../support/vscode/user.ts';
import { openWebview } from '../../support/vscode/views.ts';

let loads: number;
beforeEach(() => {
  vi.useFakeTimers();
  loads = 0;
  code.onPageLoaded = () => void (loads += 1);
});
afterEach(() => vi.useRealTimers());

function opened(): ReturnType<typeof openWebview> {
  const webview = openWebview();
  loadPage(webview.view as WebviewPanel, Uri.file('/extension') as never, 'report');
  return webview;
}

describe('a page in a window', () => {
  it('that says something is loaded once', () => {
    const { page } = opened();
    page.send({ kind: 'ready' });
    vi.advanceTimersByTime(60_000);
    expect(loads).toBe(1);
  });

  it('that says nothing is loaded again, twice at most', () => {
    opened();
    vi.advanceTimersByTime(60_000);
    expect(loads).toBe(3);
  });

  it('that stays blank when it comes back into view is loaded again', () => {
    const { page, show } = opened();
    page.send({ kind: 'ready' });
    show(false);
    vi.advanceTimersByTime(60_000);
    show(true);
    expect(loads).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(loads).toBe(2);
    page.send({ kind: 'ready' });
    vi.advanceTimersByTime(60_000);
    expect(loads).toBe(2);
  });

  it('that stays in view while another editor gets the focus is left alone', () => {
    const { page, show } = opened();
    page.send({ kind: 'ready' });
    show(true);
    vi.advanceTimersByTime(60_000);
    expect(loads).toBe(1);
  });

  it('that is closed is not loaded again', () => {
    const { view } = opened();
    (view as WebviewPanel).dispose();
    vi.advanceTimersByTime(60_000);
    expect(loads).toBe(1);
  });
});
