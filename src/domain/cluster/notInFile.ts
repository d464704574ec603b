/** What an opened file doesn't contain of what was asked about its clusters: named, and said once. */
import { isNotInFile, notInFile, type Unknown } from '../arm/unknown.ts';
import { joinWords, say, type Words } from '../../sentences/words.ts';
import { isOfAccess } from './accessReads.ts';

/** What a file may lack, in the order in which it is said. */
const lackNames = {
  assignments: say`role assignments`,
  denyAssignments: say`deny assignments`,
  eligibleAt: say`roles that can be activated`,
  credentials: say`federated credentials`,
  bindings: say`identity bindings`,
  identities: say`other identities`,
  creationTimes: say`when its identities were created`,
  upgradeProfile: say`newer node images`,
  resource: say`the resources the cluster uses`,
  around: say`what surrounds it (node machines, backup, Fleets)`,
};
type FileLack = keyof typeof lackNames;

/** The kinds of what is asked for that are called otherwise. */
const others: Readonly<Record<string, FileLack>> = {
  denyAssignmentsIn: 'denyAssignments',
  federatedCredentials: 'credentials',
};

function lackOf({ subject }: Pick<Unknown, 'subject'>): FileLack {
  const what = others[subject.what] ?? subject.what;
  if (what !== 'assignments' && what !== 'around' && what in lackNames) return what as FileLack;
  return isOfAccess(subject) ? 'assignments' : 'around';
}

function lacksIn(unknowns: readonly Unknown[]): readonly string[] {
  return [...new Set(unknowns.filter(isNotInFile).flatMap((unknown) => unknown.lacks ?? lackOf(unknown)))];
}

/** Names what was asked for and the file lacks. */
export function lackName(unknown: Pick<Unknown, 'subject'>): Words {
  return lackNames[lackOf(unknown)];
}

/** Names what the opened file lacks of these, each once. */
export function lacksOf(unknowns: readonly Unknown[]): readonly Words[] {
  const lacks = lacksIn(unknowns);
  return Object.entries(lackNames).flatMap(([lack, name]) => (lacks.includes(lack) ? [name] : []));
}

/** Returns the unknowns with one in place of all that the opened file lacks, at the end. */
export function withLacksOnce(unknowns: readonly Unknown[]): readonly Unknown[] {
  const lacks = lacksIn(unknowns);
  if (lacks.length === 0) return unknowns;
  const lacking: Unknown = {
    cause: 'notOffered',
    armCode: notInFile,
    subject: { what: 'file' },
    title: say`Not in the file`,
    reason: say`${joinWords(lacksOf(unknowns), ', ')}.`,
    short: say`what the file lacks`,
    lacks,
  };
  return [...unknowns.filter((unknown) => !isNotInFile(unknown)), lacking];
}
