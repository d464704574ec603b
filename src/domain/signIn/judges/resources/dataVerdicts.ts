/** What a principal may do with the data of a resource, and what no role changes. */
import { accessOf, type AccessVerdict } from '../../../access/accessCheck.ts';
import { scopeWithKind } from '../../../arm/scopeWords.ts';
import type { Facts } from '../../../cluster/facts.ts';
import { say } from '../../../../sentences/words.ts';
import { nameAtStart, nameIn } from '../../situation/azureHalf.ts';
import { advice, inAzure, liftDeny, likely, type Judgement } from '../../situation/judgement.ts';
import type { DataAccess, DataService } from './dataServices.ts';

/** What every judgement about data has. */
export type DataDetails = Pick<Judgement, 'evidence' | 'asker' | 'unknown'>;

/** Who asks for which data; what for is left out where the message does not tell. */
export interface AskedData {
  readonly service: DataService;
  readonly access: DataAccess;
  readonly id: string;
  readonly principalId: string;
  readonly wants: 'read' | 'write' | undefined;
}

/** Returns whether the principal may do what is asked for: reading, writing, or both where the message does not tell. */
export function verdictsOn({ access, id, principalId, wants }: AskedData, facts: Facts): readonly AccessVerdict[] {
  const actions = { read: [access.reads], write: [access.writes] };
  const asked = wants === undefined ? [...actions.read, ...actions.write] : actions[wants];
  return asked.map((action) => accessOf({ principalId, scope: id, actions: [], dataActions: [action] }, facts));
}

/** Returns what another role would not change: a deny assignment, or a role that is too young to be effective. */
export function settledAt(
  { id, principalId }: AskedData,
  verdicts: readonly AccessVerdict[],
  details: DataDetails,
  facts: Facts,
): Judgement | undefined {
  if (verdicts.some(({ kind }) => kind === 'unknown')) return undefined;
  const [name, who] = [nameIn(principalId, facts), nameAtStart(principalId, facts)];
  const denied = verdicts.flatMap((each) => (each.kind === 'missing' ? (each.deniedBy ?? []) : []))[0];
  if (denied !== undefined)
    return likely('ROLE_MISSING', {
      ...details,
      text: say`The deny assignment ${denied.name} denies it to ${name}. A role does not change that.`,
      evidence: [...(details.evidence ?? []), inAzure(say`${denied.name} is at ${scopeWithKind(denied.scope)}.`)],
      fixes: [liftDeny],
    });
  const isGranted = verdicts.every(({ kind }) => kind === 'granted');
  if (!isGranted || !verdicts.some((each) => each.kind === 'granted' && each.recent)) return undefined;
  return likely('TRANSIENT', {
    ...details,
    text: say`${who} got the role for the data of ${scopeWithKind(id)} less than an hour ago, so it may not be effective yet.`,
    fixes: [advice(say`Wait up to 60 minutes. A program that keeps its token may need up to a day, or a restart.`)],
  });
}
