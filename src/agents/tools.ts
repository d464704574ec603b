/** What the tools for agents do. None of them writes: the type of their service has no writing methods. */
import { asArmId, resourceType, sameGuid } from '../domain/arm/resourceId.ts';
import { accessAnswer, ofAccess } from './accessTool.ts';
import { historyAnswer, ofHistory } from './historyTool.ts';
import { apiWhy } from '../api/why.ts';
import { doInTurns } from '../async/yielding.ts';
import { readingSignIn } from '../domain/signIn/whyOf.ts';
import { MarkdownString } from 'vscode';
import { unknownTexts } from '../domain/arm/unknown.ts';
import { otherUnknownsOf } from '../domain/report/unknowns.ts';
import type { AgentToolName } from '../agentTools.ts';
import { apiPlan, apiRequirements, apiWorkloads } from '../api/projection.ts';
import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { whyOfMessage } from '../app/facts/whyOfMessage.ts';
import type { IdentityService } from '../app/identityService.ts';
import { changeShape, titleOf, type Change } from '../domain/change/change.ts';
import { parseChange } from '../domain/change/parseChange.ts';
import { evidenceText } from '../domain/findings/rule/evidence.ts';
import { identitySummary } from '../domain/identityTable/identityTable.ts';
import type { Requirement } from '../domain/needs/need.ts';
import { describeControlPlane, describeKubelet } from '../domain/words/describe.ts';
import { describeFailure, refusedError } from '../errors.ts';
import { targetText, type PanelTarget } from '../manifest.ts';
import { Mismatch, object, optional, readOrUndefined, record, type Shape } from '../shape/shape.ts';
import { answerOf } from './answer.ts';
import { textOf } from '../sentences/textOf.ts';
import { defined } from '../shape/defined.ts';
import { t, shownText } from '../sentences/language.ts';

/** The part of the service that tools may use. */
export type ReadService = Pick<
  IdentityService,
  | 'connection'
  | 'subscriptions'
  | 'clusters'
  | 'cluster'
  | 'check'
  | 'requirements'
  | 'workloads'
  | 'whoCanAct'
  | 'mayActOn'
  | 'history'
  | 'why'
  | 'plan'
>;

/** What tools work with. */
export interface AgentContext {
  /** Returns the service of the connection; rejects with `signedOut` if there is none, without asking anyone to sign in. */
  readonly service: () => Promise<ReadService>;
  /** Returns the subscriptions that the tree shows; `undefined` means all. */
  readonly shownSubscriptions: () => readonly string[] | undefined;
  readonly openPanel: (target: PanelTarget) => void;
}

/** A call of a tool. */
interface Call<I> {
  readonly input: I;
  readonly context: AgentContext;
  readonly signal: AbortSignal;
}

type Result = Readonly<Record<string, unknown>>;
type Tool = (call: Call<unknown>) => Promise<Result>;

/** Makes a tool that checks its input against a shape before it does anything. */
function tool<I>(shape: Shape<I>, work: (service: ReadService, call: Call<I>) => Promise<Result>): Tool {
  return async (call) => {
    const input = checkInput(shape, call.input);
    const service = await call.context.service();
    return { connection: service.connection.kind, ...(await work(service, { ...call, input })) };
  };
}

function checkInput<T>(shape: Shape<T>, input: unknown): T {
  try {
    return shape.read(input, 'input');
  } catch (error) {
    if (error instanceof Mismatch) throw refusedError(`${error.message}.`);
    throw error;
  }
}

const ofCluster = object({ clusterId: targetText });
const changeAlone = object({ change: changeShape });
/** Reads it like the public API does, with the same messages for errors. */
const withChange: Shape<Change> = {
  wanted: 'a change',
  schema: changeAlone.schema,
  read: (value, path) => {
    const { change } = object({ change: record }).read(value, path);
    return withRefusalsAsErrors(() => parseChange(change));
  },
};

const ofMessage = object({ text: targetText, clusterId: optional(targetText) });

/** Answers signed out, too: from the message alone. */
async function whyTool({ input, context, signal }: Call<unknown>): Promise<Result> {
  const { text, clusterId } = checkInput(ofMessage, input);
  const id =
    clusterId === undefined ? {} : { clusterId: withRefusalsAsErrors(() => asArmId(clusterId, resourceType.cluster)) };
  const message = await doInTurns(readingSignIn(text), signal);
  let asked: ReadService | undefined;
  const ask = async () => {
    const service = await context.service();
    const answer = await service.why(message, id, signal);
    asked = service;
    return answer;
  };
  const { why } = await whyOfMessage(message, id, { now: new Date(), ask });
  return { ...defined({ connection: asked?.connection.kind }), ...apiWhy(why) };
}

const tools: Readonly<Record<AgentToolName, Tool>> = {
  aksIdentity_listClusters: tool(
    object({ subscriptionId: optional(targetText), nameContains: optional(targetText) }),
    async (service, { input: { subscriptionId, nameContains = '' }, context, signal }) => {
      const shownSubscriptions = subscriptionId === undefined ? context.shownSubscriptions() : [subscriptionId];
      const [{ items, failures }, unseen] = await Promise.all([
        service.clusters({ signal, ...defined({ subscriptionIds: shownSubscriptions }) }),
        unseenOf(shownSubscriptions, service, signal),
      ]);
      const namePart = nameContains.toLowerCase();
      return {
        ...defined({ onlySubscriptions: shownSubscriptions }),
        clusters: items
          .filter(({ name }) => name.toLowerCase().includes(namePart))
          .map(({ id, name, location, provisioningState, controlPlane, kubelet }) => ({
            id,
            name,
            location,
            provisioningState,
            controlPlane: describeControlPlane(controlPlane),
            kubelet: describeKubelet(kubelet),
          })),
        unknown: [
          ...unseen.map((id) => ({
            subscriptionId: id,
            reason: 'It is not visible to the accounts that are signed in.',
          })),
          ...failures.map(({ tenantId, subscriptionId: id, failure }) => ({
            tenantId,
            subscriptionId: id,
            reason: describeFailure(failure),
          })),
        ],
      };
    },
  ),
  aksIdentity_explainCluster: tool(ofCluster, async (service, { input: { clusterId }, signal }) => {
    const [{ cluster, roleAssignments }, requirements] = await Promise.all([
      service.cluster(clusterId, signal),
      service.requirements(clusterId, signal).then(worstVerdictsFirst),
    ]);
    return {
      id: cluster.id,
      name: cluster.name,
      identities: identitySummary(cluster)
        .filter(({ actual }) => actual.kind !== 'off')
        .map(({ part, identity, use, actual, defaultPermissions, retired, source }) => {
          const needs = requirements.filter(isOfPart(part));
          const principalId = actual.principalId ?? needs[0]?.principalId;
          return {
            identity,
            use,
            defaultPermissions,
            retired,
            source,
            now: actual.text,
            identityId: actual.identityId,
            clientId: actual.clientId,
            principalId,
            roles: roleAssignments
              .filter((assignment) => sameGuid(assignment.principalId, principalId))
              .map(({ id, roleName, scope, inherited }) => ({ id, role: roleName, scope, inherited })),
            needs: needs.map(requirementAnswer),
          };
        }),
      note: "Only roles that the user's account can see are listed.",
    };
  }),
  aksIdentity_diagnoseCluster: tool(ofCluster, async (service, { input: { clusterId }, signal }) => {
    const checked = await service.check(clusterId, signal);
    const { findings, unjudged } = checked;
    return {
      findings: findings.map(({ code, severity, text, evidence, source, fix, accepted, acceptedUntil }) => ({
        code,
        severity,
        text,
        evidence: evidenceText(evidence),
        source,
        fix,
        accepted,
        acceptedUntil,
      })),
      unknown: unjudged.map(requirementAnswer),
      unread: unknownTexts(otherUnknownsOf(checked)),
    };
  }),
  aksIdentity_clusterRequirements: tool(ofCluster, async (service, { input: { clusterId }, signal }) => ({
    requirements: apiRequirements(worstVerdictsFirst(await service.requirements(clusterId, signal))),
  })),
  aksIdentity_listWorkloads: tool(ofCluster, async (service, { input: { clusterId }, signal }) => {
    const workloads = await service.workloads(clusterId, signal);
    const { hasWorkloadIdentity, issuer, unknown } = workloads;
    return {
      hasWorkloadIdentity,
      issuer,
      workloads: apiWorkloads({ ...workloads, unknown: [] }),
      unknown: unknownTexts(unknown),
    };
  }),
  aksIdentity_whoCanAct: tool(ofAccess, (service, { input, context, signal }) =>
    accessAnswer(service, input, { shownSubscriptions: context.shownSubscriptions, signal }),
  ),
  aksIdentity_whatChanged: tool(ofHistory, (service, { input, signal }) =>
    historyAnswer(service, input, { now: new Date(), signal }),
  ),
  aksIdentity_why: whyTool,
  aksIdentity_planChange: tool(withChange, async (service, { input, signal }) => {
    const plan = await service.plan([input], signal);
    const { steps, ...rest } = apiPlan(plan);
    // Without the bodies, which may be as long as a cluster's JSON.
    const short = steps.map(({ request: { method, path }, ...step }) => ({ ...step, request: `${method} ${path}` }));
    return { ...rest, steps: short };
  }),
  aksIdentity_showPlan: tool(withChange, async (service, { input, context, signal }) => {
    // A refusal is reported to the model, and nothing is opened.
    await service.plan([input], signal);
    signal.throwIfAborted();
    context.openPanel({ kind: 'change', draft: input });
    return {
      opened: textOf(titleOf(input)),
      note: 'The user reviews the plan there and decides whether to apply it. Nothing was changed.',
    };
  }),
};

/** Returns the subscriptions that the user can't see, about which an empty list of clusters says nothing. */
async function unseenOf(
  subscriptionIds: readonly string[] | undefined,
  service: ReadService,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (subscriptionIds === undefined) return [];
  const { items } = await service.subscriptions(signal);
  const visibleIds = new Set(items.map(({ id }) => id.toLowerCase()));
  return subscriptionIds.filter((id) => !visibleIds.has(id.toLowerCase()));
}

/** Includes the service principal for the control plane, because it does that work. */
function isOfPart(part: string | undefined): (requirement: Requirement) => boolean {
  return ({ identity }) => identity === part || (part === 'controlPlane' && identity === 'servicePrincipal');
}

const verdicts = ['missing', 'unknown', 'granted'] satisfies Requirement['verdict'][];

/** Puts the worst first, because what does not fit into an answer is dropped from the end. */
function worstVerdictsFirst(requirements: readonly Requirement[]): readonly Requirement[] {
  return verdicts.flatMap((verdict) => requirements.filter((requirement) => requirement.verdict === verdict));
}

function requirementAnswer({ identity, holder, role, scope, verdict, reason }: Requirement): object {
  return { identity, ...defined({ holder }), role: role.name, scope, verdict, reason };
}

/** Runs the tool and returns the text for the language model; rejects with an `IdentityError`. */
export async function callTool(name: AgentToolName, call: Call<unknown>): Promise<string> {
  return answerOf(await tools[name](call));
}

/** Characters; longer than any name that Azure allows. */
const longestTitle = 1000;

/**
 * Returns the question to ask the user before the tool opens something; `undefined` if it opens nothing, for example
 * because its input is invalid.
 */
export function questionBeforeOpening(
  name: AgentToolName,
  input: unknown,
): { readonly title: string; readonly message: MarkdownString } | undefined {
  if (name !== 'aksIdentity_showPlan') return undefined;
  const change = readOrUndefined(changeAlone, input);
  if (change === undefined) return undefined;
  return {
    title: t`Show the plan of this change?`,
    // Keeps names from an agent within one sentence: no links, line breaks or characters that change the direction of
    // text.
    message: new MarkdownString().appendText(
      t`${shownText(titleOf(change.change))
        .replace(/[\s\p{C}]+/gu, ' ')
        .slice(0, longestTitle)}. Review it in a panel; nothing changes until you apply it there.`,
    ),
  };
}
