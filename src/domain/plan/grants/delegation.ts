/**
 * Grants in subscriptions of another directory that lets ours manage them (Azure Lighthouse). There a role can be
 * assigned only to a managed identity, the request names the resource that has it, and the Lighthouse offer determines
 * which roles are allowed.
 * Source: https://learn.microsoft.com/azure/lighthouse/how-to/deploy-policy-remediation
 */
import { azDelegatedGrant } from '../stepCommands.ts';
import { scopeName } from '../../arm/scopeWords.ts';
import { lastSegment, subscriptionOf, type ArmId } from '../../arm/resourceId.ts';
import { identityOfPrincipal } from '../../cluster/principals.ts';
import { subscriptionNames, type Facts } from '../../cluster/facts.ts';
import { fleetIndexOf } from '../../cluster/fleetIndex.ts';
import type { Cluster } from '../../cluster/model.ts';
import type { DraftCheck, StepsAndChecks } from '../planPart.ts';
import type { Step, StepOf } from '../plan.ts';
import type { PrincipalRef } from '../stepActions.ts';
import { say, type Words, type Phrase, keyOfWords } from '../../../sentences/words.ts';

/** A grant as it has to be sent, and warnings about it. */
interface DelegatedGrant {
  readonly step: Step;
  readonly checks: readonly DraftCheck[];
}

/**
 * Returns the steps in the form for delegated subscriptions, what to say about that, and the part's checks with
 * commands for others in the same form.
 */
export function asDelegated(
  { steps, checks }: StepsAndChecks,
  facts: Facts,
): StepsAndChecks & { readonly requests: readonly DraftCheck[] } {
  const grants = steps.map((step) => delegatedGrant(step, facts));
  const commands = new Map(grants.map(({ step }, index) => [steps[index]?.az, step.az]));
  const asSent = (command: string): string =>
    command
      .split('\n')
      .map((line) => commands.get(line) ?? line)
      .join('\n');
  return {
    steps: grants.map(({ step }) => step),
    checks: grants.flatMap((grant) => grant.checks),
    requests: checks.map(({ request, ...check }) =>
      request === undefined ? check : { ...check, request: { ...request, command: asSent(request.command) } },
    ),
  };
}

/** The grant with the resource that has the identity, if its subscription is delegated; otherwise unchanged. */
function delegatedGrant(step: Step, facts: Facts): DelegatedGrant {
  const unchanged = { step, checks: [] };
  if (step.kind !== 'assignRole') return unchanged;
  const id = subscriptionOf(step.scope);
  const answer = id === undefined ? undefined : facts.get({ kind: 'subscription', id });
  const delegation = answer?.kind === 'found' ? answer.value.delegation : undefined;
  if (delegation === undefined) return unchanged;
  const subscriptionText = scopeName(`/subscriptions/${id ?? ''}`, subscriptionNames(facts));
  if (delegation === 'unknown')
    return {
      step,
      checks: [
        unknownDelegation(
          { id: 'delegated', about: [keyOfWords(subscriptionText)] },
          say`Couldn't verify whether ${subscriptionText} is yours or delegated to you`,
          say`Your sign-in doesn't show its directory. In a delegated subscription Azure refuses this grant (PrincipalNotFound).`,
        ),
      ],
    };
  const resourceId = holderToAssign(step.principal, facts);
  if (resourceId === 'notFound')
    return {
      step,
      checks: [
        unknownDelegation(
          { id: 'delegatedHolder', about: [step.roleName, keyOfWords(subscriptionText)] },
          say`Not known which resource has the identity that gets ${step.roleName}`,
          say`${subscriptionText} is delegated to you by Azure Lighthouse, where only managed identities get roles and the request must name the resource of one. You can't see that resource.`,
        ),
      ],
    };
  return { step: namingHolder(step, resourceId), checks: [offerCheck(step, subscriptionText)] };
}

function offerCheck({ roleName }: StepOf<'assignRole'>, subscriptionText: Phrase): DraftCheck {
  return unknownDelegation(
    { id: 'offer', about: [roleName, keyOfWords(subscriptionText)] },
    say`Couldn't verify whether your offer allows ${roleName}`,
    say`${subscriptionText} is delegated to you by Azure Lighthouse: the offer says which roles you may assign to managed identities. The request names the resource that has the identity, as Azure requires there.`,
  );
}

function unknownDelegation(check: Pick<DraftCheck, 'id' | 'about'>, title: Words, detail: Words): DraftCheck {
  return { ...check, title, verdict: 'unknown', detail };
}

function namingHolder(step: StepOf<'assignRole'> & Step, resourceId: ArmId | undefined): Step {
  const body = step.request.body as { readonly properties: object } & NonNullable<Step['request']['body']>;
  const properties = { ...body.properties, delegatedManagedIdentityResourceId: resourceId ?? '{resourceId}' };
  const request = { ...step.request, body: { ...body, properties } };
  return {
    ...step,
    delegated: resourceId === undefined ? {} : { resourceId },
    request,
    ...azDelegatedGrant(step.principal, {
      scope: step.scope,
      roleDefinitionId: step.roleDefinitionId,
      name: step.principal.kind === 'principal' ? lastSegment(request.path) : undefined,
      resourceId,
    }),
  };
}

/** The resource that has the identity; `undefined` if that is known only after the plan has run. */
function holderToAssign(principal: PrincipalRef, facts: Facts): ArmId | undefined | 'notFound' {
  switch (principal.kind) {
    case 'identity':
      return principal.identityId;
    case 'controlPlane':
      return principal.clusterId;
    case 'kubelet':
    case 'addon':
      return undefined;
    case 'principal':
      return identityOfPrincipal(principal.principalId, facts)?.id ?? clusterOfPrincipal(principal.principalId, facts);
  }
}

/** An identity that AKS made is a resource of its own; only the control plane's can be part of the cluster. */
function clusterOfPrincipal(principalId: string, facts: Facts): ArmId | 'notFound' {
  const clusters = facts.get({ kind: 'clusters' });
  const users =
    clusters?.kind === 'found' ? fleetIndexOf(clusters.value).byPrincipal.get(principalId.toLowerCase()) : [];
  for (const cluster of users ?? []) {
    const id = resourceIn(cluster, principalId.toLowerCase());
    if (id !== undefined) return id;
  }
  return 'notFound';
}

function resourceIn({ id, controlPlane, kubelet, addons }: Cluster, principalId: string): ArmId | undefined {
  if (controlPlane.kind === 'systemAssigned' && controlPlane.principalId?.toLowerCase() === principalId) return id;
  const nodeIdentities = [...('identityId' in kubelet ? [kubelet] : []), ...addons];
  return nodeIdentities.find(({ objectId }) => objectId?.toLowerCase() === principalId)?.identityId;
}
