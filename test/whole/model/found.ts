/** Sequences in which the extension, or a mutant of it, once broke something, as short as they could be made; they stay as tests. */
import type { Action, ColleagueAct, WindowIndex } from './actions.ts';
import type { FaultEffect } from './faults.ts';
import type { ChangeName } from './modelWorld.ts';

const plan = (change: ChangeName): Action => ({ do: 'plan', window: 0, change, then: 0 });
const apply = (change: ChangeName, then = 0, window: WindowIndex = 0): Action => ({
  do: 'apply',
  window,
  change,
  then,
});
const confirm = (then = 0): Action => ({ do: 'confirm', window: 0, then });
const resume = (then = 0): Action => ({ do: 'resume', window: 0, nth: 0, then });
const colleague = (act: ColleagueAct, then = 0): Action => ({ do: 'colleague', act, then });
const onWrite = (effect: FaultEffect): Action => ({
  do: 'fault',
  window: 0,
  then: 0,
  fault: { on: 'write', skip: 0, times: 1, ...effect },
});
const onRead = (effect: FaultEffect, skip = 0, times = 1): Action => ({
  do: 'fault',
  window: 0,
  then: 0,
  fault: { on: 'read', skip, times, ...effect },
});
/** One read finds Azure unavailable, and is tried again a moment later: what was read before is older by then. */
const pauseAtRead = (skip: number): Action => onRead({ kind: 'refused', status: 503 }, skip);
const tag = colleague({ kind: 'tag', cluster: 'web' }, 40);
const onShop = colleague({ kind: 'tag', cluster: 'shop' }, 40);
const intoUse = colleague({ kind: 'controlPlane', cluster: 'web', identity: 'c' });
const condition = colleague({ kind: 'grant', grant: 'readerC', isConditional: true });
/** Quick, so that nothing is old by the clock. */
const signIn = { kind: 'challenged', seconds: 3, signsIn: true } as const;
const slowJournal = (window: WindowIndex, seconds: number, skip = 0): Action => ({
  do: 'slowJournal',
  window,
  seconds,
  skip,
  then: 0,
});
const anew = colleague({ kind: 'recreateIdentity', identity: 'c' });

/** By the sentence that says what must not happen. */
export const found: Readonly<Record<string, readonly Action[]>> = {
  'An identity that another window has just given to a cluster is not deleted, whatever Resource Graph says': [
    apply('web to c'),
    apply('delete c', 0, 1),
  ],
  'An identity that a colleague takes into use after the plan is not deleted': [plan('delete c'), intoUse, confirm()],
  'An identity that a colleague takes into use meanwhile is not deleted by resuming': [
    onWrite({ kind: 'refused', status: 403 }),
    apply('delete c'),
    intoUse,
    resume(),
  ],
  'An identity that was taken into use while the answer to its deletion was lost is not deleted by the next try': [
    onWrite({ kind: 'lostBefore' }),
    apply('delete c'),
    intoUse,
    { do: 'wait', then: 40 },
  ],
  'An identity that was taken into use while a change planned at once had to read again is not deleted': [
    pauseAtRead(1),
    apply('delete c'),
    intoUse,
    { do: 'wait', then: 40 },
  ],
  'An identity that was taken into use while the second look had to read again is not deleted': [
    plan('delete c'),
    pauseAtRead(0),
    confirm(),
    intoUse,
    { do: 'wait', then: 40 },
  ],
  'An identity that was made anew after the plan is not deleted': [plan('delete c'), anew, confirm()],
  'An identity that was made anew while a change planned at once read it is the one that the plan knows': [
    onRead({ kind: 'meanwhile', act: { kind: 'recreateIdentity', identity: 'c' } }),
    onRead({ kind: 'lostAfter' }, 6, 9),
    apply('delete c', 40),
    resume(),
  ],
  'An identity that was made anew while the run was broken off is not deleted by resuming': [
    onWrite({ kind: 'killBefore' }),
    apply('delete c'),
    anew,
    resume(),
  ],
  'A cluster that a colleague has changed since the plan gets nothing, no role either': [
    plan('shop to b'),
    onShop,
    confirm(),
  ],
  'A cluster that a colleague has changed is not overwritten by resuming': [
    onWrite({ kind: 'meanwhile', act: { kind: 'tag', cluster: 'web' } }),
    apply('web to c', 40),
    resume(90),
  ],
  'A cluster that a colleague has changed while the window was gone is not overwritten by resuming': [
    onWrite({ kind: 'killBefore' }),
    apply('web to c'),
    tag,
    resume(90),
  ],
  'A plan that was confirmed once is not run again over a later one': [
    plan('web to c'),
    confirm(40),
    apply('web to b', 40),
    confirm(),
  ],
  'A grant to an identity that was made anew is not taken for one to the new principal': [
    plan('shop to b'),
    colleague({ kind: 'recreateIdentity', identity: 'b' }),
    confirm(90),
  ],
  'A condition that a colleague has put on an assignment stays': [condition, apply('reader c')],
  'A condition that a colleague puts on an assignment after the plan stays': [plan('reader c'), condition, confirm()],
  'An assignment that another window has made since it was seen to be missing is not removed': [
    plan('no reader c'),
    apply('reader c', 0, 1),
    confirm(),
  ],
  'An assignment that a colleague has narrowed since the plan is not removed': [
    colleague({ kind: 'grant', grant: 'readerC', isConditional: false }),
    plan('no reader c'),
    condition,
    confirm(),
  ],
  'A role that a cluster needs again, and whose change has not ended yet, is not removed': [
    apply('shop to b', 90),
    plan('no operator'),
    colleague({ kind: 'controlPlane', cluster: 'shop', identity: 'a' }),
    confirm(),
  ],
  'A cluster change whose answer got lost and that Azure takes a moment later is not called that of somebody else': [
    onWrite({ kind: 'lostLate', seconds: 0.2 }),
    apply('web to c', 90),
  ],
  'A deletion that arrives minutes late is still told as the conflict with who had made the identity anew': [
    onWrite({ kind: 'lostLate', seconds: 300 }),
    apply('delete c'),
    colleague({ kind: 'recreateIdentity', identity: 'c' }),
  ],
  'A grant that is refused once its answer got lost may arrive after the run has ended as a conflict': [
    onWrite({ kind: 'lostLate', seconds: 30 }),
    onWrite({ kind: 'refused', status: 409 }),
    apply('contributor b', 90),
  ],
  'A registry that was attached after a plan that had nothing to detach is not said to be detached': [
    plan('detach acr'),
    apply('attach acr', 0, 1),
    confirm(),
  ],
  'A registry is not said to be attached once the cluster has another kubelet identity than in the plan': [
    plan('attach acr'),
    apply('kubelet c', 0, 1),
    confirm(90),
    confirm(),
  ],
  'A window that was left while it planned sends nothing': [
    { do: 'fault', window: 0, then: 0, fault: { on: 'read', skip: 1, times: 2, kind: 'lostAfter' } },
    apply('web to c'),
    { do: 'close', window: 0, then: 40 },
  ],
  'An identity that was taken into use while somebody signed in for its deletion is not deleted': [
    onWrite(signIn),
    apply('delete c'),
    { ...intoUse, then: 1300 },
  ],
  'An identity that was taken into use while somebody signed in for the last look is not deleted': [
    plan('delete c'),
    onRead(signIn, 8),
    confirm(),
    { ...intoUse, then: 1300 },
  ],
  'A condition that was put on an assignment while somebody signed in for the grant stays': [
    onWrite(signIn),
    apply('reader c'),
    { ...condition, then: 1300 },
  ],
  'An identity that a colleague makes while the request for it is noted is left as it is': [
    colleague({ kind: 'deleteIdentity', identity: 'c' }, 400),
    slowJournal(0, 25, 2),
    apply('create c'),
    colleague({ kind: 'recreateIdentity', identity: 'c' }, 40),
  ],
  'Node pools that a colleague scales while a change of the cluster waits stay as they are': [
    onWrite({ kind: 'refused', status: 409 }),
    apply('web to b'),
    colleague({ kind: 'scale', cluster: 'web' }, 90),
  ],
  'A role that says something else since the plan is not granted': [
    plan('own role c'),
    colleague({ kind: 'redefine' }),
    confirm(),
  ],
  'A role that says something else since somebody was asked to sign in is not granted': [
    onWrite(signIn),
    apply('own role c'),
    colleague({ kind: 'redefine' }, 1300),
  ],
  'A change that another window resumes while Activity is cleared is not forgotten': [
    onWrite({ kind: 'refused', status: 403 }),
    apply('web to b', 40),
    slowJournal(1, 2),
    { do: 'clear', window: 1, then: 0 },
    onWrite({ kind: 'killAfter' }),
    resume(90),
  ],
  'A change that was interrupted after the clock was set back can be resumed': [
    apply('web to b', 400),
    { do: 'setBack', then: 0 },
    onWrite({ kind: 'killAfter' }),
    apply('web to c', 90),
    resume(90),
  ],
  'A change is not offered any more once another one was sent over it, though nobody noted its end': [
    onWrite({ kind: 'refused', status: 403 }),
    apply('web to b', 40),
    onWrite({ kind: 'killAfter' }),
    apply('web to c', 90),
  ],
  'A change is not offered any more once one that was begun before it was sent after it': [
    slowJournal(0, 25),
    colleague({ kind: 'controlPlane', cluster: 'web', identity: 'b' }, 40),
    { do: 'fault', window: 1, then: 0, fault: { on: 'write', skip: 0, times: 9, kind: 'lostLate', seconds: 300 } },
    plan('web to a'),
    confirm(),
    apply('web to system', 0, 1),
  ],
  'A change that is resumed beside another one that goes on is not offered over what that one writes after it': [
    colleague({ kind: 'grant', grant: 'operatorB', isConditional: false }),
    { do: 'fault', window: 1, then: 0, fault: { on: 'read', skip: 0, times: 1, kind: 'lostAfter' } },
    apply('shop to b'),
    apply('kubelet c', 0, 1),
    resume(2),
  ],
  'A change whose connection was left while it waited for a sign-in is not offered over what was done since': [
    onWrite({ kind: 'challenged', seconds: 1200, signsIn: true }),
    apply('kubelet c'),
    { do: 'close', window: 0, then: 0 },
    apply('kubelet c'),
    onRead({ kind: 'challenged', seconds: 0, signsIn: true }),
  ],
  'A window that is left while it waits to look again says that the change was cancelled': [
    plan('no operator'),
    pauseAtRead(2),
    confirm(2),
    { do: 'close', window: 0, then: 90 },
  ],
};
