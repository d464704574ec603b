/** Predicts the findings after a plan has run, by applying the same rules to the facts of that time. */
import { withTitle, type Unknown } from '../arm/unknown.ts';
import { groupId, idKey, lastSegment, sameId, type ArmId } from '../arm/resourceId.ts';
import { subscriptionNames, type Facts } from '../cluster/facts.ts';
import { sameIssuer } from '../cluster/uses.ts';
import { catalogue, kindOf, findingTitle, rulesByGroup } from '../findings/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { isGraver } from '../findings/rule/weight.ts';
import { rolesOfFormer } from '../findings/leftovers/formerRoles.ts';
import { findBy, type Rules } from '../findings/findings.ts';
import { tokenExpiryOf } from '../access/tokenExpiry.ts';
import { podsOfFormer } from '../findings/leftovers/unusedRoles.ts';
import { capitaliseServicePrincipal } from '../words/describe.ts';
import { scopeWithKind } from '../arm/scopeWords.ts';
import { judgedNeeds } from '../needs/needs.ts';
import { type DraftCheck, unknownCheck } from '../plan/planPart.ts';
import type { FormerIdentity, LostNeed, Step, Warning } from '../plan/plan.ts';
import { goneIssuers } from '../workloads/goneIssuers.ts';
import { factsThen } from './factsThen.ts';
import { rulesFor, touchedClusters, type RuleGroup } from './stepOutcomes.ts';
import { say, type Phrase, keyOfWords } from '../../sentences/words.ts';

/** Rules that are applied together. */
const ruleGroups = {
  identities: rulesByGroup.identities,
  workloads: { ...rulesByGroup.workloads, ...rulesByGroup.features },
  grants: { ...rulesByGroup.missingRoles, ...rulesByGroup.wideGrants },
  nodes: rulesByGroup.nodes,
  access: rulesByGroup.access,
} as const satisfies Readonly<Record<RuleGroup, Rules>>;

/** What is predicted, and for which clusters that is unknown. */
export interface Foreseen {
  readonly warnings: readonly Warning[];
  readonly checks: readonly DraftCheck[];
}

/** The parts of a plan that show the future state. */
export interface PlannedOutcome {
  readonly steps: readonly Step[];
  readonly lost: readonly LostNeed[];
  readonly former: readonly FormerIdentity[];
  /** The identities that it prepares for Gateways, which may not take what a binding gives; left out: none. */
  readonly ofGateways?: readonly (string | undefined)[];
}

/** The most clusters whose future is checked. */
const mostClusters = 20;

/**
 * Returns a warning for each finding that the steps will cause and that the losses do not report already, in the
 * clusters that the steps change and those that use what they change.
 */
export function foreseenFindings({ steps, lost, former, ofGateways = [] }: PlannedOutcome, facts: Facts): Foreseen {
  const rules = rulesFor(steps);
  if (rules.length === 0) return nothing;
  const then = factsThen(steps, facts);
  const touched = touchedClusters(steps, then);
  const judgedIds = touched.ids.slice(0, mostClusters);
  const leftovers = former.map((formerIdentity) => leftoversThen(formerIdentity, withReplaced(former, then)));
  return {
    warnings: [
      ...judgedIds.flatMap((id) => newFindings({ id, rules, now: facts, then, ofGateways }, lost)),
      ...leftovers.flatMap(({ warnings }) => warnings),
    ],
    checks: [
      ...judgedIds.flatMap((id) => unreadCheck(id, then)),
      ...leftovers.flatMap(({ checks }) => checks),
      ...uncheckedClustersCheck(touched.ids.length - judgedIds.length),
      ...(touched.unknown.length === 0 ? [] : [unknownCheckOf(say`other clusters`, touched.unknown)]),
    ],
  };
}

interface NowAndThen {
  readonly id: ArmId;
  readonly rules: readonly RuleGroup[];
  readonly now: Facts;
  readonly then: Facts;
  readonly ofGateways: readonly (string | undefined)[];
}

function newFindings({ id, rules, now, then, ofGateways }: NowAndThen, lost: readonly LostNeed[]): readonly Warning[] {
  const severityNow = new Map(findingsAt(id, rules, now).map((finding) => [findingKey(finding), finding.severity]));
  // Its advice is to bind the identity.
  const isInFewWords = ({ code, subject }: Finding): boolean =>
    code === 'federatedCredentialLimit' && ofGateways.some((identityId) => sameId(identityId, subject));
  const lostTexts = lost
    .filter(({ clusterId }) => sameId(clusterId, id))
    .map(({ need }) => needKey(need.scope, need.role.name));
  return findingsAt(id, rules, then)
    .filter((finding) => {
      const before = severityNow.get(findingKey(finding));
      return before === undefined ? !isToldElsewhere(finding, now) : isGraver(finding, before);
    })
    .filter(({ missing }) => missing === undefined || !lostTexts.includes(needKey(missing.scope, missing.role.name)))
    .map((finding) => {
      const told = isInFewWords(finding) ? { ...finding, text: say`${finding.brief ?? ''}.` } : finding;
      return warningOf(told, id, severityNow.has(findingKey(finding)));
    });
}

/** The facts with a journal that already knows the replaced identities. */
function withReplaced(former: readonly FormerIdentity[], then: Facts): Facts {
  const replaced = former.map((formerIdentity) => ({ ...formerIdentity, at: then.now, by: say`` }));
  return { ...then, replaced: [...(then.replaced ?? []), ...replaced] };
}

/** Nodes are recreated without their old identity, so its roles on their group are left over at once, unless pods act as it. */
function leftoversThen(former: FormerIdentity, then: Facts): Foreseen {
  const answer = then.get({ kind: 'cluster', id: former.clusterId });
  const pods = podsOfFormer(former, then);
  if (answer?.kind !== 'found' || former.as !== 'kubelet' || pods.areLive) return nothing;
  if (tokenExpiryOf(former, then) !== undefined) return nothing;
  const { subscriptionId, nodeResourceGroup = '' } = answer.value;
  const clusters = then.get({ kind: 'clusters' });
  const roles = rolesOfFormer(former, { cluster: answer.value, needs: [], clusters }, then);
  if ('what' in roles)
    return {
      warnings: [],
      checks: [unknownCheckOf(lastSegment(former.clusterId), [withTitle(say`${roles.what} can't be read`, roles.why)])],
    };
  const nodes = groupId(subscriptionId, nodeResourceGroup);
  const warnings = roles
    .filter(({ assignment }) => sameId(assignment.scope, nodes))
    .map(({ roleName, assignment }) => {
      const scopeText = scopeWithKind(assignment.scope, subscriptionNames(then));
      const text = say`${capitaliseServicePrincipal(former.name)} keeps ${roleName} on ${scopeText}.`;
      return warningOf({ code: 'leftoverGrant', text, source: catalogue.leftoverGrant.source }, former.clusterId);
    });
  return {
    warnings,
    checks:
      warnings.length === 0 || pods.unknown.length === 0
        ? []
        : [unknownCheckOf(lastSegment(former.clusterId), pods.unknown)],
  };
}

const nothing: Foreseen = { warnings: [], checks: [] };

/** An issuer without a cluster is reported at one cluster, which may be another one after the plan. */
function isToldElsewhere(finding: Finding, facts: Facts): boolean {
  if (finding.code !== 'credentialOfGoneIssuer') return false;
  const credentialAnswer = facts.get({ kind: 'credentials' });
  const { gone } = goneIssuers('', credentialAnswer?.kind === 'found' ? credentialAnswer.value.all : [], facts);
  const place = gone.find(({ issuer }) => sameIssuer(issuer, finding.subject ?? ''))?.cluster;
  return (
    place !== undefined &&
    findingsAt(place.id, ['workloads'], facts).some((foreseen) => findingKey(foreseen) === findingKey(finding))
  );
}

function unreadCheck(id: ArmId, facts: Facts): readonly DraftCheck[] {
  const answer = facts.get({ kind: 'cluster', id });
  return answer?.kind === 'unreadable'
    ? [unknownCheckOf(lastSegment(id), [withTitle(say`The cluster can't be read`, answer)])]
    : [];
}

function unknownCheckOf(place: Phrase, unknowns: readonly Unknown[]): DraftCheck {
  return unknownCheck(
    { id: 'foreseen', about: [keyOfWords(place)], title: say`What will be found on ${place}` },
    unknowns,
  );
}

function uncheckedClustersCheck(count: number): readonly DraftCheck[] {
  if (count <= 0) return [];
  const detail = say`There are too many to predict this: check their findings afterwards.`;
  return [
    {
      id: 'foreseenElsewhere',
      title:
        count === 1
          ? say`What will be found on ${count} more cluster that uses what changes`
          : say`What will be found on ${count} more clusters that use what changes`,
      verdict: 'unknown',
      detail,
    },
  ];
}

function findingsAt(id: ArmId, rules: readonly RuleGroup[], facts: Facts): readonly Finding[] {
  const answer = facts.get({ kind: 'cluster', id });
  if (answer?.kind !== 'found') return [];
  const cluster = answer.value;
  // What AKS grants itself comes with the change.
  const judged = rules.includes('grants')
    ? judgedNeeds(cluster, facts, ({ grantedByAks }) => grantedByAks !== true)
    : [];
  return rules
    .filter((group) => group !== 'nodes' || facts.looksAround === true)
    .flatMap((group) => findBy(ruleGroups[group], { cluster, facts, judged }))
    .filter(({ severity }) => severity === 'warning' || severity === 'error');
}

function findingKey({ code, subject = '' }: Finding): string {
  return `${kindOf(code)} ${subject}`.toLowerCase();
}

function needKey(scope: string, roleName: string): string {
  return `${idKey(scope)} ${roleName}`;
}

function warningOf(
  { code, text, source }: Pick<Finding, 'code' | 'text' | 'source'>,
  clusterId: ArmId,
  isWorse = false,
): Warning {
  return {
    id: 'newFinding',
    values: [code, clusterId],
    severity: 'warning',
    text: isWorse
      ? say`After this change, the finding "${findingTitle(code)}" is more serious: ${text}`
      : say`After this change, there is a new finding, "${findingTitle(code)}": ${text}`,
    source,
    finding: { code, clusterId },
  };
}
