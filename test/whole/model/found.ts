/** Sequences in which the model once broke something, as short as they could be made; they stay as tests. */
import type { Action, ColleagueAct, WindowIndex } from './actions.ts';
import type { FaultEffect } from './faults.ts';
import type { ChangeName } from './modelWorld.ts';

const plan = (change: ChangeName): Action => ({ do: 'plan', window: 0, change, then: 0 });
const apply = (change: ChangeName, then = 0, window: WindowIndex = 0): Action => ({
  ...{ do: 'apply', window, change, then },
});
const confirm = (then = 0): Action => ({ do: 'confirm', window: 0, then });
const resume = (then = 0): Action => ({ do: 'resume', window: 0, nth: 0, then });
const colleague = (act: ColleagueAct, then = 0): Action => ({ do: 'colleague', act, then });
const onWrite = (effect: FaultEffect): Action => ({
  ...{ do: 'fault', window: 0, then: 0 },
  fault: { on: 'write', skip: 0, times: 1, ...effect },
});
const onRead = (effect: FaultEffect, skip = 0, times = 1): Action => ({
  ...{ do: 'fault', window: 0, then: 0 },
  fault: { on: 'read', skip, times, ...effect },
});
/** One read finds Azure unavailable, and is tried again a moment later: what was read before is older by then. */
const pauseAtRead = (skip: number): Action => onRead({ kind: 'refused', status: 503 }, skip);
const tag = colleague({ kind: 'tag', cluster: 'web' }, 40);
const onShop = colleague({ kind: 'tag', cluster: 'shop' }, 40);
const intoUse = colleague({ kind: 'controlPlane', cluster: 'web', identity: 'c' });
const condition = colleague({ kind: 'grant', grant: 'readerC', isConditional: true });
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
};
