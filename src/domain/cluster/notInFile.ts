/** What an opened file doesn't contain of what was asked about its clusters: named, and said once. */
import { isNotInFile, notInFile, type Unknown } from '../arm/unknown.ts';
import { say, verbatim } from '../../sentences/words.ts';
import { isOfAccess } from './accessReads.ts';

const roleAssignments = 'role assignments';
const denyAssignments = 'deny assignments';

/** What a file may lack, by the kind of what was asked for. */
const ofKinds: Readonly<Record<string, string>> = {
  denyAssignments,
  denyAssignmentsIn: denyAssignments,
  eligibleAt: 'roles that can be activated',
  federatedCredentials: 'federated credentials',
  credentials: 'federated credentials',
  bindings: 'identity bindings',
  identities: 'other identities',
  creationTimes: 'when its identities were created',
  upgradeProfile: 'newer node images',
  resource: 'the resources that it uses',
};
const aroundIt = 'what is around the cluster';
/** In the order in which they are said. */
const lackNames: readonly string[] = [roleAssignments, ...Object.values(ofKinds), aroundIt];

/** Names what was asked for and the file lacks. */
export function lackName({ subject }: Pick<Unknown, 'subject'>): string {
  return ofKinds[subject.what] ?? (isOfAccess(subject) ? roleAssignments : aroundIt);
}

/** Names what the opened file lacks of these, each once. */
export function lacksOf(unknowns: readonly Unknown[]): readonly string[] {
  const names = unknowns.filter(isNotInFile).flatMap((unknown) => unknown.lacks ?? lackName(unknown));
  return [...new Set(names)].toSorted((a, b) => lackNames.indexOf(a) - lackNames.indexOf(b));
}

/** Returns the unknowns with one in place of all that the opened file lacks, at the end. */
export function withLacksOnce(unknowns: readonly Unknown[]): readonly Unknown[] {
  const lacks = lacksOf(unknowns);
  if (lacks.length === 0) return unknowns;
  const lacking: Unknown = {
    cause: 'notOffered',
    armCode: notInFile,
    subject: { what: 'file' },
    title: say`Not in the file`,
    reason: verbatim(`${lacks.join(', ')}.`),
    short: say`what the file lacks`,
    lacks,
  };
  return [...unknowns.filter((unknown) => !isNotInFile(unknown)), lacking];
}
