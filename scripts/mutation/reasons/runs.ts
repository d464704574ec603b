import { narrows, type Reason } from './reason.ts';

const neverThrown = 'Nothing else is thrown there, so nothing gets to the second half of the safeguard.';
const setAside = 'Nobody is shown what a record should have had; it is set aside.';

/** Of `app/runs`. */
export const ofRuns: readonly Reason[] = [
  {
    file: 'app/runs/activityEntries.ts',
    what: /^'' -> /,
    why: 'A step of which nothing is recorded has a text here that is no state, whatever the text is.',
  },
  { file: 'app/runs/detachedRegistries.ts', what: /^step\.kind [!=]== 'removeRole' ->/, why: narrows },
  {
    file: 'app/runs/journal.ts',
    what: /^\{ text, content \} -> \{\}$/,
    why: 'It only saves taking the same text apart again.',
  },
  { file: 'app/runs/journal.ts', what: /^error instanceof SyntaxError -> true|^\{ if \(error/, why: neverThrown },
  {
    file: 'app/runs/narrowed.ts',
    what: /^change\.kind !== 'moveCredentials' -> false$|^\[change\] -> \[\]$/,
    why: 'Only changes of credentials come here, and the other kind of them has returned before.',
  },
  {
    file: 'app/runs/otherWindows.ts',
    what: /^\[\] -> /,
    why: 'A run that is not known has no state, by which it differs from all that are, whatever its steps.',
  },
  { file: 'app/runs/planChanged.ts', what: /^failing !== undefined -> true$/, why: narrows },
  {
    file: 'app/runs/planChanged.ts',
    what: /^confirmed\.kind === 'putCluster' -> true$/,
    why: 'Of the other kinds only a member of a Fleet has an eTag, and it has no basis that could differ.',
  },
  { file: 'app/runs/recentWrites.ts', what: /^(?:id|at) !== undefined -> true$/, why: narrows },
  {
    file: 'app/runs/replacedIdentities.ts',
    what: /^'' -> /,
    why: 'Neither text is a time, and what is no time is left out.',
  },
  { file: 'app/runs/runPlan.ts', what: /^step\.kind === 'assignRole' -> true$/, why: narrows },
  { file: 'app/runs/runRecord.ts', what: /^'a name' -> /, why: setAside },
  { file: 'domain/arm/idShapes.ts', what: /^(?:`the id of a \$\{type\}`|'a scope') -> /, why: setAside },
  { file: 'domain/arm/idShapes.ts', what: /^error instanceof Refusal -> true|^\{ if \(error/, why: neverThrown },
];
