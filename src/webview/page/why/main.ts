import { render } from 'lit-html';
import { parseWhyState, type WhyIntent, type WhyState } from '../../protocol/why.ts';
import { root, vscode } from '../drawing/host.ts';
import { keepingFocus } from '../drawing/keepFocus.ts';
import { oneAtATime } from '../drawing/redraw.ts';
import { registerControls } from '../drawing/toolkit.ts';
import { drawWhy } from './why.ts';

let state: WhyState | undefined;
/** What is in the field; only the page has it until it is diagnosed. */
let typed = '';
let textNumber = 0;
const send = (intent: WhyIntent): void => vscode.postMessage(intent);

const drawNow = (): void => {
  if (!state) return;
  const type = (text: string): void => {
    typed = text;
    draw();
  };
  render(drawWhy({ state, typed, type, send }), root);
};

const draw = oneAtATime(keepingFocus(drawNow, () => document.getElementById('message')));

function receive(message: unknown): void {
  const now = parseWhyState(message);
  if (!now) {
    console.error('AKS Identity: the page received an invalid state.');
    return;
  }
  const isFirst = state === undefined;
  if (isFirst || now.textNumber !== textNumber) typed = now.text;
  textNumber = now.textNumber;
  state = now;
  draw();
}

registerControls();
window.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data));
send({ kind: 'ready' });
