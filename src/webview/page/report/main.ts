import { render } from 'lit-html';
import { parseReportState, type ReportIntent, type ReportLook, type ReportState } from '../../protocol/report.ts';
import { root, vscode } from '../drawing/host.ts';
import { keepingFocus } from '../drawing/keepFocus.ts';
import { oneAtATime } from '../drawing/redraw.ts';
import { registerControls } from '../drawing/toolkit.ts';
import { drawReport } from './report.ts';

let state: ReportState | undefined;
let look: ReportLook | undefined;
const send = (intent: ReportIntent): void => vscode.postMessage(intent);

const drawNow = (): void => {
  if (!state || !look) return;
  const before = look;
  const see = (by: Partial<ReportLook>): void => {
    look = { ...(look ?? before), page: 0, ...by };
    send({ kind: 'look', look });
    draw();
  };
  render(drawReport({ state, look, send, see }), root);
};

const draw = oneAtATime(keepingFocus(drawNow, () => document.getElementById('filter-text')));

function receive(message: unknown): void {
  const now = parseReportState(message);
  if (!now) {
    console.error('AKS Identity: the report received an invalid state.');
    return;
  }
  look ??= now.memento.look;
  state = now;
  vscode.setState(now.memento);
  draw();
}

registerControls();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
send({ kind: 'ready' });
