/** What AKS requires for an identity binding, may require, or is known to refuse. */
import { withTitle } from '../../arm/unknown.ts';
import { bindingCredential } from '../../uses/boundTo.ts';
import { aksPage } from '../../arm/docs.ts';
import { askToWrite } from '../accessRequest.ts';
import { isOn } from '../../arm/json.ts';
import { Refusal } from '../../arm/refusal.ts';
import { groupOf, idKey, lastSegment, type ArmId } from '../../arm/resourceId.ts';
import type { Facts } from '../../cluster/facts.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { PlannedIdentity } from '../lookUps.ts';
import { type DraftCheck, type PlanContext, unknownCheck } from '../planPart.ts';
import type { Warning } from '../plan.ts';
import { hasRoomForBinding, isLastForBinding, takesLastPlace } from '../../workloads/credential.ts';
import { noTokensByAks } from '../../workloads/credentialState.ts';
import { hasWorkloadIdentity, issuerOf } from '../../workloads/issuer.ts';
import { assertRegion, roomOf } from './credentials.ts';
import { sentenceList } from '../../words/describe.ts';
import { say } from '../../../sentences/words.ts';
import { defined } from '../../../shape/defined.ts';

const source = aksPage('identity-bindings');

/** The preview feature that bindings require, or once required, of a subscription. */
const bindingFeature = 'IdentityBindingPreview';

/** Throws a `Refusal` if bindings are documented not to work. */
export function assertAble(cluster: Cluster): void {
  if (isOn(cluster.raw, 'properties.apiServerAccessProfile.enableVnetIntegration'))
    throw new Refusal(
      say`${cluster.name} uses API server VNet integration, with which identity bindings don't work.`,
      source,
    );
}

/**
 * Says which switches are off. The documentation requires both; the Azure CLI's own test binds an identity to a cluster
 * without the second. Source: Azure/azure-cli#33558
 */
export function switchChecks(cluster: Cluster, context: PlanContext): readonly DraftCheck[] {
  if (context.newIssuers.has(idKey(cluster.id))) return [];
  const fix = { kind: 'setWorkloadIdentity', clusterId: cluster.id, enabled: true } as const;
  const hasIssuer = issuerOf(cluster) !== undefined;
  return [
    ...(hasIssuer
      ? []
      : [
          {
            id: 'issuer',
            title: say`${cluster.name} has no OIDC issuer`,
            verdict: 'unknown' as const,
            detail: say`The documentation asks for one; whether AKS does is not known.`,
            fix,
          },
        ]),
    ...(hasWorkloadIdentity(cluster)
      ? []
      : [
          {
            id: 'workloadIdentity',
            title: say`Workload identity is off for ${cluster.name}`,
            verdict: 'unknown' as const,
            detail: say`${noTokensByAks} The documentation asks for it before an identity is bound; AKS may accept the binding anyway.`,
            ...(hasIssuer ? { fix } : {}),
          },
        ]),
  ];
}

/** Says which names AKS may refuse: the specification is stricter than the documentation's examples, and the service decides. */
export function nameChecks(name: string, identityId: ArmId): readonly DraftCheck[] {
  const narrow = [groupOf(identityId) ?? '', lastSegment(identityId)].filter((text) => /[^a-z0-9-]/i.test(text));
  return [
    ...(name.includes('-')
      ? [
          {
            id: 'bindingName',
            about: [name],
            title: say`Whether AKS accepts the name ${name} for a binding`,
            verdict: 'unknown' as const,
            detail: say`Its specification allows letters and digits only; an example in the documentation also uses '-'.`,
          },
        ]
      : []),
    ...(narrow.length === 0
      ? []
      : [
          {
            id: 'identityName',
            about: narrow,
            title: say`Whether AKS accepts ${sentenceList(narrow)} in the ID of a bound identity`,
            verdict: 'unknown' as const,
            detail: say`Its specification allows only letters, digits and '-' in the names of the identity and its group.`,
          },
        ]),
  ];
}

/** Says whether the feature is registered. Whether it is still required is not known, so a missing registration stops nothing. */
export function featureCheck({ subscriptionId }: Cluster, facts: Facts): readonly DraftCheck[] | undefined {
  const answer = facts.get({ kind: 'feature', subscriptionId, name: bindingFeature });
  if (answer === undefined) return undefined;
  const check = { id: 'preview' };
  if (answer.kind === 'unreadable') {
    const title = say`Whether the preview ${bindingFeature} is registered`;
    return [unknownCheck({ ...check, title }, [withTitle(say`That can't be read`, answer)])];
  }
  const state = answer.kind === 'found' ? answer.value : 'NotRegistered';
  if (/^registered$/i.test(state)) {
    const title = say`The preview ${bindingFeature} is registered`;
    return [{ ...check, title, verdict: 'pass', detail: say`The subscription has it.` }];
  }
  const register = `az feature register --subscription ${subscriptionId} --namespace Microsoft.ContainerService --name ${bindingFeature}`;
  const isUnderWay = /^(registering|pending)$/i.test(state);
  const title = isUnderWay
    ? say`${bindingFeature} is still being registered`
    : say`${bindingFeature} is not registered`;
  const request = isUnderWay ? undefined : askToWrite(register, `/subscriptions/${subscriptionId}`, facts);
  const more = isUnderWay ? say`It takes up to 15 minutes.` : say`Only if AKS refuses the binding, have it registered.`;
  const detail = say`It isn't known whether AKS still needs that. ${more}`;
  return [{ ...check, verdict: 'unknown', title, detail, ...defined({ request }) }];
}

/** Whether there is room, and a warning where the last place is taken. */
interface RoomForBinding {
  readonly checks: readonly DraftCheck[];
  readonly warnings: readonly Warning[];
}

/** Checks that the identity has room (20) and a region for the credential that its first binding adds. */
export function roomCheck({ id, name, isNew }: PlannedIdentity, context: PlanContext): RoomForBinding | undefined {
  const { facts } = context;
  if (!isNew) assertRegion(id, facts);
  const answer = isNew ? ({ kind: 'missing' } as const) : facts.get({ kind: 'federatedCredentials', identityId: id });
  if (answer === undefined) return undefined;
  const check = { id: 'room', title: say`Whether the credential ${bindingCredential} has room` };
  if (answer.kind === 'unreadable')
    return {
      checks: [unknownCheck(check, [withTitle(say`The credentials of ${name} can't be read`, answer)])],
      warnings: [],
    };
  const { names, words } = roomOf(id, answer.kind === 'found' ? answer.value : [], context);
  const present = [...names].map((identityName) => ({ name: identityName }));
  if (isLastForBinding(present)) {
    return { checks: [], warnings: [{ id: 'lastPlace', severity: 'warning', text: takesLastPlace(name), source }] };
  }
  if (hasRoomForBinding(present)) return { checks: [], warnings: [] };
  throw new Refusal(
    say`${words}, and its first binding needs one, too. Make room first: remove a credential that no workload uses.`,
    source,
  );
}
