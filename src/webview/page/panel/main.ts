import { render } from 'lit-html';
import type { FieldValue } from '../../protocol/form.ts';
import type { Intent } from '../../protocol/intent.ts';
import type { PanelState } from '../../protocol/panel.ts';
import { onState, root, vscode } from '../drawing/host.ts';
import type { Local, Page } from '../drawing/parts.ts';
import { keepingFocus } from '../drawing/keepFocus.ts';
import { oneAtATime } from '../drawing/redraw.ts';
import { registerControls } from '../drawing/toolkit.ts';
import { createEdits } from '../form/pendingEdits.ts';
import { focusSpot, showSpot } from './spot.ts';
import { drawPage } from './view.ts';

const edits = createEdits();
const local: Local = {
  unfolded: new Set(),
  confirm: '',
  map: { zoom: 1, query: '', chip: '', unfolded: new Set(), width: 800 },
};
let state: PanelState | undefined;
/** True after a stage was opened, until the focus has moved to its first field, or to its heading. */
let awaitsFocus = false;

/** What was copied stays marked until the user does something else. */
function send(intent: Intent): void {
  if (intent.kind !== 'copy') delete local.copied;
  vscode.postMessage(intent);
}

function edit(field: string, value: FieldValue): void {
  send({ kind: 'edit', seq: edits.add(field, value), field, value });
  draw();
}

/** Says what is wrong with a field that was left; after the click with which it was, so that nothing moves away below it. */
function leave(): void {
  if (!edits.left()) return;
  if (document.querySelector(':active') === null) draw();
  else addEventListener('click', draw, { once: true });
}

const page = (shownState: PanelState): Page => ({
  state: shownState,
  now: Date.now(),
  local,
  send,
  edit,
  type: (field, value) => {
    edits.typing(field);
    edit(field.name, value);
  },
  valueOf: edits.valueOf,
  errorOf: edits.errorOf,
  redraw: draw,
});

const draw = oneAtATime(
  keepingFocus(
    () => {
      if (state) render(drawPage(page(state)), root);
    },
    () => document.getElementById('stage') ?? document.querySelector('[role="tab"][aria-selected="true"]'),
  ),
);

/** Unfolds the section of the field first. In a group of buttons or boxes, the first one that can have the focus gets it. */
function focusField(id: string): void {
  const field = document.getElementById(id);
  const folded = field?.closest('details');
  if (folded) folded.open = true;
  (field?.querySelector<HTMLElement>('[tabindex="0"]') ?? field)?.focus();
}

/** The first visible field. */
function firstField({ flow }: PanelState): string | undefined {
  return flow?.form.sections.filter(({ folded }) => !folded).flatMap(({ fields }) => fields)[0]?.name;
}

/** True if nothing has the focus that the user may have moved there. */
function isFocusFree(): boolean {
  const { activeElement } = document;
  return activeElement === document.body || activeElement === null || activeElement.id === 'stage';
}

/**
 * Moves the focus to the first field of a stage that was opened, and until one can take it, to the heading, unless the
 * user has moved it elsewhere meanwhile.
 */
function focusOpened(): void {
  if (!awaitsFocus || !document.hasFocus()) return;
  const isForm = state?.flow?.stage === 'choose';
  const name = state && isForm ? firstField(state) : undefined;
  if (name !== undefined && isFocusFree()) focusField(`field-${name}`);
  awaitsFocus = isForm && isFocusFree();
  if (isFocusFree()) focusField('stage');
}

/**
 * Moves the focus where the user expects it: to the first field of a form, to the first wrong one, or to the heading of
 * another stage. A user who is elsewhere in the window, in the palette or an editor, keeps the focus there.
 */
function moveFocus(before: PanelState | undefined, now: PanelState): void {
  const placeOf = (shownState: PanelState | undefined): string =>
    `${shownState?.tab} ${shownState?.flow?.kind} ${shownState?.flow?.stage}`;
  const opened = placeOf(before) !== placeOf(now) && now.tab === 'change';
  if (opened) awaitsFocus = now.flow !== undefined;
  if (!document.hasFocus()) return;
  const form = now.flow?.form;
  const wasAskedAgain = form && (before?.flow?.form.asked ?? 0) < form.asked;
  if (form?.focus !== undefined && wasAskedAgain && now.flow?.stage === 'choose') {
    focusField(`field-${form.focus}`);
    return;
  }
  if (opened && before !== undefined) focusField('stage');
  focusOpened();
  // The toolkit makes a button of a group focusable only after it was drawn.
  if (awaitsFocus) requestAnimationFrame(focusOpened);
}

function receive(now: PanelState): void {
  const before = state;
  if (before?.flow?.plan?.planId !== now.flow?.plan?.planId) local.confirm = '';
  if (before?.flow?.kind !== now.flow?.kind) {
    edits.clear();
    local.unfolded.clear();
  }
  edits.settle(now.seen);
  if ((before?.flow?.form.asked ?? 0) < (now.flow?.form.asked ?? 0)) edits.left();
  state = now;
  vscode.setState(now.memento);
  draw();
  const spotted = showSpot(before, now);
  if (spotted === undefined) moveFocus(before, now);
  else send({ kind: 'spotted', finding: spotted });
  // VS Code drops the focus of a page if the tree takes it while the page loads; the host knows whether the page should
  // have it.
  if (before === undefined && !document.hasFocus()) send({ kind: 'unfocused' });
}

registerControls();
onState(receive);
window.addEventListener('focusout', leave);
window.addEventListener('focus', () => {
  focusSpot();
  focusOpened();
});
setInterval(() => {
  if (state?.flow?.run?.status === 'running') draw();
}, 1000);
send({ kind: 'ready' });
