/** Judges a refusal of storage, which names neither the principal nor the action. */
import { allowsAction } from '../../access/permissions.ts';
import { roleGuidOf } from '../../access/roles.ts';
import { subscriptionOf } from '../../arm/resourceId.ts';
import { kubeletPrincipal } from '../../cluster/principals.ts';
import type { Facts } from '../../cluster/facts.ts';
import { principalName } from '../../access/principalNames.ts';
import { say } from '../../../sentences/words.ts';
import type { Hit } from '../message/readMessage.ts';
import { clusterInQuestion, looked } from '../situation/azureHalf.ts';
import { askersMeant } from '../situation/clusterHalf.ts';
import { meantIdentity } from '../situation/meantIdentity.ts';
import { advice, inAzure, likely, open, type Judgement } from '../situation/judgement.ts';
import { fieldAt, type Situation } from '../situation/situation.ts';

const readBlob = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read';

/** Judges it from the data roles of the identity that asks, if that is known. */
export function judgeStorage(hit: Hit, situation: Situation): Judgement {
  const account = fieldAt('storageAccount', hit, situation);
  const principalId = principalThatAsks(hit, situation);
  const next = [
    say`Find out which identity asks, and whether it has a data role such as Storage Blob Data Contributor on the account or container. Contributor and Owner have no data actions.`,
  ];
  const causes = ['ROLE_MISSING', 'ROLE_WRONG_PRINCIPAL', 'TRANSIENT'] as const;
  if (principalId === undefined) return open(causes, { next });
  const { facts } = situation;
  const held = looked(say`Roles`, principalId, facts.get({ kind: 'assignmentsEverywhere', principalId }));
  const name = principalName(principalId, facts);
  if (held.value === undefined || held.unknown.length > 0) return open(causes, { unknown: held.unknown, next });
  const data = held.value.map((each) => allowsData(each.roleDefinitionId, each.scope, facts));
  if (data.includes(undefined) || data.includes(true))
    return open(causes, { next, evidence: [inAzure(say`${name} may have a data role somewhere.`)] });
  return likely('ROLE_MISSING', {
    text: say`${name} has no role with data actions of storage${account === undefined ? '' : ` (${account.value})`}.`,
    evidence: [inAzure(say`None of its ${held.value.length} role assignments allows ${readBlob}.`)],
    possible: ['ROLE_WRONG_PRINCIPAL'],
    asker: { objectId: principalId },
    fixes: [
      advice(
        say`Assign Storage Blob Data Contributor, or Storage Blob Data Reader, on the container or account to ${name}.`,
      ),
    ],
  });
}

function principalThatAsks(hit: Hit, situation: Situation): string | undefined {
  const meant = meantIdentity(hit, situation).identity?.principalId;
  if (meant !== undefined) return meant;
  const askers = askersMeant(hit, situation);
  const cluster = clusterInQuestion(hit, situation).value;
  return cluster !== undefined && askers.length > 0 && askers.every(({ mode }) => mode === 'nodeIdentity')
    ? kubeletPrincipal(cluster.kubelet)
    : undefined;
}

function allowsData(definition: string, scope: string, facts: Facts): boolean | undefined {
  const place = subscriptionOf(scope);
  const at = place === undefined ? scope : `/subscriptions/${place}`;
  const answer = facts.get({ kind: 'role', guid: roleGuidOf(definition), scope: at });
  return answer?.kind === 'found' ? allowsAction(answer.value.permissions, readBlob, 'dataAction') : undefined;
}
