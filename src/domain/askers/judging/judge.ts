/** Whether what asks in a cluster gets its tokens: joins the cluster's half with Azure's. */
import { unknownWith, type Unknown } from '../../arm/unknown.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';
import type { AzureHalf, AskerVerdict } from '../azureHalf.ts';
import { judgeGatewayAsker } from './judgeGateways.ts';
import { judgeNodeAsker } from './judgeNodes.ts';
import { judgeTokenAsker } from './judgeTokens.ts';
import type { Asker, AskerFinding, ClusterObjects, JudgedAsker } from '../model.ts';
import { judgePodIdentityAsker } from '../operators/podIdentity.ts';

const order: readonly AskerFinding['severity'][] = ['error', 'warning', 'info'];

/** Judges every asker; those that do not work come first, in the order in which they were given. */
export function judgeAskers(
  askers: readonly Asker[],
  objects: ClusterObjects,
  azure: AzureHalf,
): readonly JudgedAsker[] {
  const judged = askers.map((asker): JudgedAsker => {
    const { works, findings, identityId } = verdictOn(asker, objects, azure);
    const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    return { ...asker, works, findings: sorted, ...defined({ identityId }) };
  });
  return judged.sort((a, b) => weightOf(a) - weightOf(b));
}

function weightOf({ works, findings }: JudgedAsker): number {
  const [worst] = findings;
  const state = works.kind === 'no' ? 0 : works.kind === 'unknown' ? 1 : 2;
  return (worst === undefined ? order.length : order.indexOf(worst.severity)) * 3 + state;
}

function verdictOn(asker: Asker, objects: ClusterObjects, azure: AzureHalf): AskerVerdict {
  switch (asker.mode) {
    case 'workloadIdentity':
    case 'binding':
      return asker.worksWith === undefined
        ? judgeTokenAsker(asker, objects, azure)
        : judgeGatewayAsker(asker, objects, azure);
    case 'nodeIdentity':
      return judgeNodeAsker(asker, azure);
    case 'podIdentity':
      return judgePodIdentityAsker(asker, azure);
    case 'secret':
    case 'unknown':
      return { works: { kind: 'unknown', unknown: identityUnknown(asker) }, findings: [] };
  }
}

function identityUnknown({ unknown = [] }: Asker): Unknown {
  return unknown[0] ?? unknownWith('notAsked', 'asker', say`How it signs in is not known.`);
}
