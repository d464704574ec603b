import { render } from 'lit-html';
import type { Intent, PanelState } from '../../protocol/panel.ts';
import { parseState } from '../../protocol/panel.ts';
import { root, vscode } from '../drawing/host.ts';
import type { Local, Page } from '../drawing/parts.ts';
import { oneAtATime } from '../drawing/redraw.ts';
import { registerControls } from '../drawing/toolkit.ts';
import { createEdits } from '../form/pendingEdits.ts';
import { drawPage } from './view.ts';

const edits = createEdits();
const local: Local = { confirm: '', zoom: 'readable' };
let state: PanelState | undefined;

/** What was copied is marked until something else is done. */
function send(intent: Intent): void {
  if (intent.kind !== 'copy') delete local.copied;
  vscode.postMessage(intent);
}

const page = (of: PanelState): Page => ({
  state: of,
  now: Date.now(),
  local,
  send,
  edit: (field, value) => {
    send({ kind: 'edit', seq: edits.add(field, value), field, value });
    draw();
  },
  valueOf: edits.valueOf,
  redraw: draw,
});

const draw = oneAtATime(() => {
  if (state) render(drawPage(page(state)), root);
});

/** A group of radio buttons takes no focus itself, its buttons do. */
function focusField(id: string): void {
  const field = document.getElementById(id);
  field?.focus();
  if (document.activeElement !== field) field?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
}

/**
 * Moves the focus where the user expects it: to the heading of the new stage, or to the first wrong field. A user who is
 * elsewhere in the window, in the palette or an editor, keeps the focus there.
 */
function moveFocus(before: PanelState | undefined, now: PanelState): void {
  if (!document.hasFocus()) return;
  const form = now.flow?.form;
  const asked = form && (before?.flow?.form.asked ?? 0) < form.asked;
  if (form?.focus !== undefined && asked && now.flow?.stage === 'choose') {
    focusField(`field-${form.focus}`);
    return;
  }
  const where = (of: PanelState | undefined): string => `${of?.tab} ${of?.flow?.kind} ${of?.flow?.stage}`;
  const opened = before !== undefined && where(before) !== where(now) && now.tab === 'change';
  if (opened) document.getElementById('stage')?.focus();
}

function receive(message: unknown): void {
  const now = parseState(message);
  if (!now) {
    console.error('AKS Identity: the panel received something that is no state.');
    return;
  }
  const before = state;
  if (before?.flow?.plan?.planId !== now.flow?.plan?.planId) local.confirm = '';
  if (before?.flow?.kind !== now.flow?.kind) edits.clear();
  edits.settle(now.seen);
  state = now;
  vscode.setState(now.memento);
  draw();
  moveFocus(before, now);
}

registerControls();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
setInterval(() => {
  if (state?.flow?.run?.status === 'running') draw();
}, 1000);
send({ kind: 'ready' });
