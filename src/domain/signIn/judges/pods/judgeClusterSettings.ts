/** Judges what drivers and cert-manager say of their settings, by what was read of these. */
import { asksForTokens } from '../../../askers/operators/csiDrivers.ts';
import { secretsStoreDriver } from '../../../askers/operators/secretProviderClasses.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { askersOf } from '../../situation/clusterHalf.ts';
import {
  advice,
  inCluster,
  likely,
  open,
  proven,
  toCopy,
  type Fix,
  type Judgement,
} from '../../situation/judgement.ts';
import type { Situation } from '../../situation/situation.ts';

/** Judges a secrets store driver that got no token for the pod. */
export function judgeDriverToken(_hit: Hit, { objects }: Situation): Judgement {
  const asks = objects && asksForTokens(secretsStoreDriver, objects);
  if (asks === true)
    return open(['CSI_TOKEN_MISSING', 'TRANSIENT'], {
      text: say`The driver got no token for the pod, although CSIDriver ${secretsStoreDriver} asks for tokens of Entra now.`,
      evidence: [inCluster(say`The tokenRequests of CSIDriver ${secretsStoreDriver} have the audience of Entra.`)],
      next: [
        say`Find out whether the message is older than tokenRequests; if not, restart the pod, and look at the versions of driver and provider on its node.`,
      ],
    });
  const fixes = [
    toCopy(
      say`In the CSIDriver object. The AKS add-on and the chart of the provider set it.`,
      [
        'apiVersion: storage.k8s.io/v1',
        'kind: CSIDriver',
        'metadata:',
        `  name: ${secretsStoreDriver}`,
        'spec:',
        '  tokenRequests:',
        '    - audience: api://AzureADTokenExchange',
        '',
      ].join('\n'),
    ),
  ];
  return asks === false
    ? proven('CSI_TOKEN_MISSING', {
        evidence: [inCluster(say`The tokenRequests of CSIDriver ${secretsStoreDriver} lack the audience of Entra.`)],
        fixes,
      })
    : likely('CSI_TOKEN_MISSING', { fixes });
}

const asClusterIssuer = toCopy(
  say`In the Certificate, if a ClusterIssuer is meant: without a kind, issuerRef means an Issuer of the namespace.`,
  ['spec:', '  issuerRef:', '    kind: ClusterIssuer', '    name: <name of the issuer>', ''].join('\n'),
);
const letIssuers = advice(say`For an Issuer, start cert-manager with --issuer-ambient-credentials.`);
const letClusterIssuers = advice(
  say`For a ClusterIssuer, start cert-manager without --cluster-issuer-ambient-credentials=false.`,
);

/** Judges an issuer that may not use the identity of cert-manager. */
export function judgeAmbient(hit: Hit, situation: Situation): Judgement {
  const { objects } = situation;
  const issuers = askersOf('cert-manager', hit, situation).filter(({ mode }) => mode !== 'secret');
  if (objects === undefined || issuers.length === 0)
    return proven('AMBIENT_OFF', { fixes: [asClusterIssuer, letIssuers, letClusterIssuers] });
  const stopped = issuers.filter(({ stoppedBy }) => stoppedBy !== undefined);
  const kinds = new Set(stopped.map(({ what }) => what.kind));
  const fixes: readonly Fix[] = [
    ...(kinds.has('Issuer') ? [asClusterIssuer, letIssuers] : []),
    ...(kinds.has('ClusterIssuer') ? [letClusterIssuers] : []),
  ];
  const evidence = stopped.flatMap(({ stoppedBy }) => (stoppedBy === undefined ? [] : [inCluster(stoppedBy)]));
  const unknown = issuers.flatMap((each) => each.unknown ?? []);
  if (stopped.length > 0)
    return kinds.size === 1 ? proven('AMBIENT_OFF', { evidence, fixes }) : likely('AMBIENT_OFF', { evidence, fixes });
  if (unknown.length > 0)
    return likely('AMBIENT_OFF', { unknown, fixes: [asClusterIssuer, letIssuers, letClusterIssuers] });
  return open(['AMBIENT_OFF', 'TRANSIENT'], {
    text: say`cert-manager refused its identity to an issuer, and every issuer that was read may use it now.`,
    evidence: issuers.map(({ what }) =>
      inCluster(say`${what.kind} ${what.name} may use the identity of cert-manager.`),
    ),
    next: [say`Find out which issuer the message is about, and whether cert-manager was restarted since.`],
  });
}
