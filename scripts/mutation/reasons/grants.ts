import type { Reason } from './reason.ts';
import { narrows } from './reason.ts';

const folder = 'domain/plan/grants';
const alwaysSaid = 'Whoever judges a need says why, so the words that stand in for it are never said.';

/** Of `domain/plan/grants`. */
export const ofGrants: readonly Reason[] = [
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^\[\] -> /,
    why: 'What is named so is no action, and no scope that anything reaches but what reaches every need anyway.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^parseResourceId\(scope\)\?\.type ->|^type === undefined -> false$/,
    why: 'What lies above all subscriptions reaches every need, and has returned before.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^after\.verdict === 'missing' -> true$/,
    why: 'It is asked once more right after whether the need is missing then.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^telling === undefined -> false$|^`No case of/,
    why: 'A need has one case at least.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^'same' -> ""$/,
    why: 'What is not in the list of what is grave comes before all that is, as the first of it does.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^'\|' -> ""$/,
    why: 'Two GUIDs of one length and a scope behind them are told apart without anything between them.',
  },
  { file: `${folder}/lossWords.ts`, what: /^first === undefined -> false$|^\[\] -> /, why: narrows },
  { file: `${folder}/lostNeeds.ts`, what: /^\[\] -> /, why: 'No cluster is called so.' },
  {
    file: `${folder}/madeBySteps.ts`,
    what: /^each\.kind === 'removeRole' -> true$|^\[\] -> /,
    why: 'Only a removal names a role assignment, and none is called so.',
  },
  {
    file: `${folder}/neededGrants.ts`,
    what: /^(?:`Granted by|grantedBy \?\?|'a role it has'|'A deny assignment forbids it\.'|'It could not be found out\.')/,
    why: alwaysSaid,
  },
  {
    file: `${folder}/neededGrants.ts`,
    what: /^(?:principalId === undefined -> false|step\.kind === 'assignRole' -> true|'\/' -> "")$/,
    why: narrows,
  },
  {
    file: `${folder}/needsNow.ts`,
    what: /^'' -> /,
    why: 'Azure gives each resource that it lists an id.',
  },
  {
    file: `${folder}/needsNow.ts`,
    what: /^\[assignment\] -> \[\]$/,
    why: 'A role above registries does not tell the permission mode of those below it.',
  },
  {
    file: `${folder}/needsNow.ts`,
    what: /^'kubelet' -> ""$/,
    why: 'Whose need it is, is said where all of them are put together.',
  },
  {
    file: `${folder}/needsNow.ts`,
    what: /^need\.identity === identity -> true$/,
    why: 'All needs to pull are those of the identity that the nodes have.',
  },
];
