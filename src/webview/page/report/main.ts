import { render } from 'lit-html';
import type { ReportIntent, ReportLook, ReportState } from '../../protocol/report.ts';
import { onState, root, vscode } from '../drawing/host.ts';
import { keepingFocus } from '../drawing/keepFocus.ts';
import { oneAtATime } from '../drawing/redraw.ts';
import { registerControls } from '../drawing/toolkit.ts';
import { drawReport } from './report.ts';
import type { ReportLocal } from './reportPage.ts';

let state: ReportState | undefined;
let look: ReportLook | undefined;
/** Grows with every look that is sent. */
let sent = 0;
const local: ReportLocal = {};
const send = (intent: ReportIntent): void => vscode.postMessage(intent);

const drawNow = (): void => {
  if (!state || !look) return;
  const before = look;
  const see = (by: Partial<ReportLook>): void => {
    look = { ...(look ?? before), page: 0, ...by };
    sent = Math.max(sent, state?.seen ?? 0) + 1;
    send({ kind: 'look', seq: sent, look });
    draw();
  };
  render(drawReport({ state, look, local, send, see, redraw: draw }), root);
};

const draw = oneAtATime(keepingFocus(drawNow, () => document.getElementById('filter-text')));

function receive(now: ReportState): void {
  // A look that is still on its way is not undone by a state from before it.
  if (look === undefined || now.seen >= sent) look = now.memento.look;
  state = now;
  vscode.setState(now.memento);
  draw();
}

registerControls();
onState(receive);
send({ kind: 'ready' });
