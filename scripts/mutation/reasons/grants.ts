import { narrows, type Reason } from './reason.ts';

const folder = 'domain/plan/grants';
const alwaysSaid = 'Whoever judges a need says why, so the words that stand in for it are never said.';

/** Of `domain/plan/grants`. */
export const ofGrants: readonly Reason[] = [
  {
    file: `${folder}/delegation.ts`,
    what: /^'(?:kubelet|addon)' -> ""$/,
    why: 'Without its case the kind has no resource either: the switch names it so that the compiler asks for new kinds.',
  },
  {
    file: `${folder}/delegation.ts`,
    what: /^(?:steps\[index\]\?\.az -> steps\[index\]\.az$|'' -> )/,
    why: narrows,
  },
  { file: `${folder}/delegation.ts`, what: /^\[\] -> /, why: 'A text in the place of an identity has no object ID.' },
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
    what: /^principalId === undefined -> false$/,
    why: 'Nobody holds anything whose principal is not known.',
  },
  {
    file: `${folder}/lossJudgement.ts`,
    what: /^wanted\.some\(/,
    why: 'All that such a need asks for is of one type of resource.',
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
  {
    file: `${folder}/otherUsers.ts`,
    what: /^principalId\.toLowerCase\(\) -> principalId\.toUpperCase\(\)$/,
    why: 'All of them get one casing so that each is there once, and an identity is found in any.',
  },
  {
    file: `${folder}/otherUsers.ts`,
    what: /^\[\] -> /,
    why: 'A credential that names no cluster is not among the uses that are described there.',
  },
  {
    file: `${folder}/pullGrants.ts`,
    what: /^'' -> |^'The role' -> |^roleById\(roleDefinitionId\)\?\.name ->/,
    why: 'Only built-in pull roles, and what has a condition, come there.',
  },
  {
    file: `${folder}/pullGrants.ts`,
    what: /^'dataAction' -> ""$/,
    why: 'What is asked for and is not `action` is an action on data.',
  },
  {
    file: `${folder}/replacedIdentities.ts`,
    what: /^controlPlane\.kind === 'none' -> false$|^'none' -> ""$/,
    why: 'A control plane that nobody is has no principal, and without one nothing is told.',
  },
  {
    file: `${folder}/restrictionChecks.ts`,
    what: /^'' -> /,
    why: "An identity that exists and does not say where it may be assigned says why it can't be read.",
  },
  {
    file: `${folder}/restrictionChecks.ts`,
    what: /^'kubelet' -> ""$/,
    why: 'Whatever is not chosen for the control plane is for the nodes.',
  },
  {
    file: `${folder}/roleUsers.ts`,
    what: /^\[\] -> |^nodeResourceGroup === undefined -> false$|^id !== undefined -> true$/,
    why: narrows,
  },
  {
    file: `${folder}/roleUsers.ts`,
    what: /^!isIn\.has\(principalId\) -> true$/,
    why: 'It only saves asking again what was asked before, which has the same answer.',
  },
  {
    file: `${folder}/unjudgedUses.ts`,
    what: /^assignment\.principalId\.toLowerCase\(\) -> /,
    why: 'All of them get one casing so that each is asked about once, and a holder is found in any.',
  },
  { file: `${folder}/unjudgedUses.ts`, what: /^\[\] -> /, why: 'No use of an identity is called so.' },
  { file: `${folder}/stillLost.ts`, what: /^'' -> /, why: alwaysSaid },
];
