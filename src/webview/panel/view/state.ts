/**
 * What a panel knows, and how all of it is shown. This file is pure: the session changes the model, and this draws it.
 */
import type { Failure } from '../../../errors.ts';
import { clusterKinds, type Change } from '../../../domain/change/change.ts';
import type { ChangeList } from '../../../manifest.ts';
import type { Cluster } from '../../../domain/cluster/model.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import { groupOf, lastSegment, subscriptionOf } from '../../../domain/arm/resourceId.ts';
import { shortGuid } from '../../../domain/arm/scopeWords.ts';
import { accessView } from '../../access/accessView.ts';
import { actsView, type ActsModel } from '../../access/actsView.ts';
import type { NamesModel } from '../../access/naming.ts';
import { fixesInHistory } from '../../history/fixesInHistory.ts';
import { withSince } from '../../history/sinceInDetails.ts';
import { historyTab, unreadHistory, type HistoryModel } from '../../history/historyView.ts';
import type { Choices } from '../../forms/parts/lists.ts';
import type { Flow, FlowKind, Stage } from '../../protocol/flow.ts';
import type { Banner, PanelState } from '../../protocol/panel.ts';
import { listPlaces, type Memento } from '../../protocol/memento.ts';
import type { Tab } from '../../protocol/tab.ts';
import { badgesOf } from './badges.ts';
import { detailsView } from './detailsView.ts';
import { subscriptionName } from '../../forms/parts/placePickers.ts';
import type { DrawnForm, FormContext, Values, WantedWords } from '../../forms/parts/parts.ts';
import { drawChangeForm } from '../../forms/forms.ts';
import { changesOf, formView } from '../../forms/formView.ts';
import { unusedRolesTitle } from '../../forms/unusedRoles.ts';
import { leavePodIdentityTitle } from '../../forms/workloads/leavePodIdentity.ts';
import { clusterCheckView, workloadsView } from '../../workloads/workloadsView.ts';
import { asLooked, ofFile, toldByFile, uncheckedRoles, type KnownFile } from './fromFile.ts';
import { mapOfPanel, notCheckedIn, type MapModel } from './mapOfPanel.ts';
import { saidOfList, whyOfOne } from './clustersOfSteps.ts';
import { planView } from './planView.ts';
import { contextOfRun } from './runContext.ts';
import { startsOf, titleOfKind, whyNotIn } from './starts.ts';
import { failureView } from '../../run/failureView.ts';
import type { Run } from '../../run/runModel.ts';
import { mapTenses } from '../../../domain/change/tenses.ts';
import { runView } from '../../run/runView.ts';
import { defined } from '../../../shape/defined.ts';
import { sentencesToKeep } from '../../../sentences/kept.ts';
import { keptIn, t, shownText, shownTexts } from '../../../sentences/language.ts';
import { say, verbatim } from '../../../sentences/words.ts';

/** The changes that a plan is made for, and its title if the last of them does not name it. */
export interface PlanRequest {
  readonly changes: readonly Change[];
  readonly says?: WantedWords;
}

/** A change in progress, as the panel knows it. */
export interface FlowModel {
  readonly kind: FlowKind;
  /** The changes that were requested together, if there are several. */
  readonly list?: ChangeList;
  readonly values: Values;
  /** The fields that the user has changed; only these show errors before the user asks to continue. */
  readonly touched: ReadonlySet<string>;
  /** The tab on which it was started, and to which its end returns. */
  readonly from?: Tab;
  readonly asked: number;
  readonly stage: Stage;
  readonly working?: string;
  /** The changes that the plan was made for. */
  readonly wanted?: PlanRequest;
  readonly planned?: { readonly id: string; readonly plan: Plan };
  readonly run?: Run;
  readonly failure?: Failure;
  /** The change that goes on once this one is done, which activates a role for it. */
  readonly setAside?: ChangeSetAside;
}

/** A change that waits for a role to be activated. */
export type ChangeSetAside = Pick<FlowModel, 'kind' | 'values' | 'touched' | 'list' | 'from' | 'wanted'>;

/** Everything that a panel knows. */
export interface PanelModel extends MapModel {
  /** When the known state of the cluster was asked for. */
  readonly knownAt?: Date;
  readonly clusterId?: string;
  /** The identity that it is about, in place of a cluster. */
  readonly identityId?: string;
  /** The principal that it is about, if that is no identity with a panel of its own. */
  readonly principalId?: string;
  readonly principalName?: string;
  readonly tab: Tab;
  readonly seen: number;
  readonly banner?: Banner;
  readonly notice?: string;
  /** The fingerprint of the finding that the page has yet to bring into view. */
  readonly sought?: string;
  readonly reading: boolean;
  readonly isDemo: boolean;
  readonly hasPortal: boolean;
  /** Set if the cluster is from a file, which can't be changed. */
  readonly file?: KnownFile;
  readonly flow?: FlowModel;
  /** Left out until its tab was opened. */
  readonly acts?: ActsModel;
  /** Left out until they were asked for. */
  readonly names?: NamesModel;
  readonly history?: HistoryModel;
}

/** Makes the whole state of the panel, ready to show. */
export function panelState(model: PanelModel, choices: Choices): PanelState {
  const { clusterId, identityId, tab, seen, banner, notice, known, flow, reading, workloads } = model;
  const subject = clusterId ?? identityId;
  const cluster = known?.cluster;
  const tabs = tabsOf(model);
  const { model: told, lacks } = model.file ? toldByFile(model) : { model, lacks: [] };
  const clusterCheck = workloads && clusterCheckView(workloads, cluster);
  return {
    seen,
    title: titleOfPanel(model),
    subtitle: placeWords(subject ?? placeOfChange(flow), choices),
    badges: cluster ? badgesOf(cluster) : badgesWithoutCluster(model),
    isDemo: model.isDemo,
    hasPortal: model.hasPortal && subject !== undefined,
    tabs,
    tab: tabs.length === 0 || tabs.includes(tab) ? tab : 'details',
    ...defined({ banner, notice: notice || undefined }),
    ...(reading ? { loading: t`Reading ${subject ? lastSegment(subject) : ''} ...` } : {}),
    ...clusterViews(told),
    ...(cluster && tab === 'access'
      ? {
          access: accessView(cluster, model.access ?? { isReading: false }, whyNotIn(cluster), {
            objects: workloads?.check?.found?.objects,
            names: model.names,
          }),
        }
      : {}),
    ...(clusterId === undefined && tab === 'access'
      ? { acts: actsView(model.acts ?? { isReading: false }, model.names) }
      : {}),
    ...(tab === 'history' ? { history: historyTab(model.history ?? unreadHistory, fixesInHistory(model)) } : {}),
    ...defined({
      map: mapOfPanel(told, {
        hasAccess: cluster !== undefined && tabs.includes('access'),
        notChecked: notCheckedIn(model),
      }),
    }),
    starts: cluster && !model.file ? startsOf(cluster) : [],
    ...defined({ file: model.file && ofFile(model.file, clusterId, shownTexts(lacks)) }),
    ...(flow ? { flow: flowOf(model, flow, choices) } : {}),
    ...defined({ clusterCheck }),
    memento: mementoOf(model),
  };
}

function titleOfPanel({ clusterId, identityId, principalId, principalName, acts, flow }: PanelModel): string {
  const subject = clusterId ?? identityId;
  if (subject) return lastSegment(subject);
  if (principalId === undefined) return flow ? flowTitle(flow) : 'AKS Identity';
  return shownText(acts?.known?.principal.name ?? principalName ?? say`Principal ${shortGuid(principalId)}`);
}

function badgesWithoutCluster({ identityId, principalId }: PanelModel): PanelState['badges'] {
  if (identityId) return [{ text: t`Managed identity`, tone: 'info' }];
  return principalId ? [{ text: t`Principal`, tone: 'info' }] : [];
}

/** What is from a file can't be changed, and without its roles it is not known who can act on it. */
function tabsOf({ clusterId, identityId, principalId, file, flow }: PanelModel): readonly Tab[] {
  if (clusterId === undefined) return identityId ? ['map', 'access', 'history'] : principalId ? ['access'] : [];
  return [
    'details',
    'workloads',
    ...(file?.lacksRoles !== true ? (['access'] as const) : []),
    ...(file === undefined ? (['history'] as const) : []),
    'map',
    ...(file === undefined || flow !== undefined ? (['change'] as const) : []),
  ];
}

/** Makes the details of the cluster, and names the finding among them that is to be brought into view. */
function clusterViews({
  known,
  workloads,
  around,
  sought,
  file,
  history,
}: PanelModel): Pick<PanelState, 'details' | 'spot'> {
  if (!known) return {};
  const { cluster, requirements, untold = [] } = known;
  const views = {
    ...detailsView(known, requirements, around, workloads?.known?.workloads),
    ...(untold.length === 0 ? {} : { unchecked: uncheckedRoles(untold) }),
    workloads: workloadsView(cluster, workloads ?? { isReading: false }, whyNotIn(cluster), known.findings),
  };
  const looked = asLooked(views, file);
  const details = file ? looked : { ...looked, findings: withSince(looked.findings, known, history) };
  const spot = details.findings.find(({ id }) => id === sought)?.id;
  return { details, ...defined({ spot }) };
}

function placeWords(id: string, choices: Choices): string {
  const subscription = subscriptionOf(id);
  const group = groupOf(id);
  if (subscription === undefined) return '';
  return [subscriptionName({ choices }, subscription), ...(group === undefined ? [] : [group])].join(' / ');
}

/** Says where the change is made, if its values say so. */
function placeOfChange(flow: FlowModel | undefined): string {
  const { subscription, identity, assignment, scope } = flow?.values ?? {};
  if (typeof subscription === 'string') return `/subscriptions/${subscription}`;
  const ids = [identity, assignment, scope].filter((value) => typeof value === 'string');
  return ids.find((id) => id.startsWith('/')) ?? '';
}

function mementoOf({ clusterId, identityId, principalId, principalName, tab, flow }: PanelModel): Memento {
  return {
    version: 1,
    tab,
    ...defined({ clusterId, identityId, principalId, principalName }),
    ...(flow ? { kind: flow.kind, stage: flow.stage, values: flow.values, touched: [...flow.touched] } : {}),
    ...(flow?.list ? { list: storedList(flow.list) } : {}),
    ...defined({ from: flow?.from, activityId: flow?.run?.activityId || undefined }),
    ...(flow?.setAside ? { setAside: storedAside(flow.setAside) } : {}),
  };
}

function storedAside({ kind, values, touched, list, from }: ChangeSetAside): NonNullable<Memento['setAside']> {
  return { kind, values, touched: [...touched], ...(list ? { list: storedList(list) } : {}), ...defined({ from }) };
}

function storedList({ changes, fixes, leftOut, ...said }: ChangeList): NonNullable<Memento['list']> {
  const texts = { ...mapTenses(said, verbatim), ...defined({ fixes, leftOut }) };
  return { ...keptIn(texts), changes, ...defined({ sentences: sentencesToKeep(texts, listPlaces) }) };
}

/** Returns the context for the forms of this panel. */
export function formContextOf({ known }: PanelModel, { values, list }: FlowModel, choices: Choices): FormContext {
  return {
    values,
    choices,
    ...(known ? { cluster: known.cluster, roleAssignments: known.roleAssignments } : {}),
    ...defined({ list }),
  };
}

function flowTitle({ kind, list, stage, wanted, planned, run }: FlowModel, cluster?: Cluster): string {
  const title = stage === 'choose' ? undefined : (run?.title ?? planned?.plan.title ?? wanted?.says?.title);
  if (title !== undefined) return shownText(title);
  if (kind === 'unusedRoles') return shownText(unusedRolesTitle);
  if (kind === 'leavePodIdentity') return shownText(leavePodIdentityTitle);
  return kind === 'changes' ? shownText(list?.title ?? '') : titleOfKind(kind, cluster);
}

function flowOf(model: PanelModel, flow: FlowModel, choices: Choices): Flow {
  const { kind, stage, working, planned, run, failure, list } = flow;
  const isList = kind === 'changes' || kind === 'unusedRoles' || kind === 'leavePodIdentity';
  const waits =
    ((isList && kind !== 'changes') || clusterKinds.some((clusterKind) => clusterKind === kind)) && !model.known;
  const said = saidOfList(planned?.plan ?? { changes: [] }, list);
  return {
    kind,
    title: flowTitle(flow, model.known?.cluster),
    stage,
    form: formView(drawChangeForm(kind, formContextOf(model, flow, choices)), flow),
    ...(working ? { working } : waits && model.reading ? { working: t`Reading the cluster ...` } : {}),
    ...(planned
      ? {
          plan: planView(planned.plan, planned.id, {
            isList,
            ...said,
            ...defined({ why: whyOfOne(planned.plan, model.known?.findings) }),
          }),
        }
      : {}),
    ...(run ? { run: runView(run, { ...contextOfRun(model, run, isList), ...said, leftOut: list?.leftOut }) } : {}),
    ...(failure ? shownFailure(failure) : {}),
  };
}

/** A rule that refuses a plan is no failure: there is nothing to retry or to look up in the log. */
function shownFailure(failure: Failure): Pick<Flow, 'failure' | 'refusal'> {
  const { text, source } = failureView(failure);
  return failure.code === 'refused' ? { refusal: { text, ...defined({ source }) } } : { failure: failureView(failure) };
}

/** Returns the plan that the form asks for, or none while something in it is wrong. */
export function requestFrom(drawn: DrawnForm): PlanRequest | undefined {
  const changes = changesOf(drawn);
  return changes && { changes, ...defined({ says: drawn.says }) };
}

/** Returns the plan with the requested title. */
export function withWantedTitle(plan: Plan, request: PlanRequest | undefined): Plan {
  if (request?.says === undefined) return plan;
  const { doing: _, done: __, ...rest } = plan;
  return { ...rest, ...request.says };
}
