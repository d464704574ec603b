import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { createIdentityService } from '../app/createIdentityService.ts';
import type { IdentityService } from '../app/identityService.ts';
import { isNotRead } from '../domain/arm/unknown.ts';
import { givenKinds, type Change } from '../domain/change/change.ts';
import { parseChange } from '../domain/change/parseChange.ts';
import { parseBaseline } from '../domain/report/formats/baseline.ts';
import type { Baseline } from '../domain/report/comparison.ts';
import { failureOf, refusedError } from '../errors.ts';
import type { Arguments } from './commandLine/arguments.ts';
import {
  clusterNamed,
  isReadFailure,
  wantedSubscriptions,
  type NamedCluster,
  type WantedSubscriptions,
} from './commands/clusters.ts';
import { connectTo } from './connecting/connect.ts';
import { objectsIn } from './commands/clusterObjects.ts';
import { decisionsIn, sourceOf } from './commands/decisions.ts';
import { requirementsText, workloadsText } from './commands/details.ts';
import type { CommandFound } from './commands/found.ts';
import { inputName, parsedJson, readGiven } from './terminal/files.ts';
import { changeFile } from './terminal/inputs.ts';
import { foundPlan } from './commands/planCommand.ts';
import { diagnoseCluster, reportClusters, type WantedReport } from './commands/reportCommand.ts';
import { notReadTexts } from './commands/sentences.ts';
import { noJournal } from './connecting/noJournal.ts';
import { rulesText } from './commands/rules.ts';
import { startProgress, type Terminal } from './terminal/terminal.ts';
import { didYouMean, NotReadError, UsageError } from './commandLine/usage.ts';
import { isRecord } from '../shape/shape.ts';

/** Runs the command that the command line names. */
export async function runCommand(args: Arguments, terminal: Terminal): Promise<CommandFound> {
  const { from, baseline, command } = args;
  const { signal, now } = terminal;
  if (command === 'rules') return { text: rulesText(args.format), notRead: [] };
  if (command === 'why') return (await import('./commands/whyCommand.ts')).why(args, terminal);
  const decided = await decisionsIn(args.config, terminal);
  const earlier = baseline === undefined ? {} : { earlier: await readBaseline(baseline, terminal) };
  const change = command === 'plan' ? await changeIn(args, terminal) : undefined;
  const progress = startProgress(terminal);
  if (from.kind === 'azure' || from.kind === 'emulator') progress.say('Connecting...');
  const connection = await connectTo(from, terminal);
  progress.end();
  const service = createIdentityService({
    connection,
    journal: noJournal(),
    now,
    decisions: sourceOf(decided),
    asksEach: true,
    isNotCompared: baseline === undefined,
  });
  if (change !== undefined) {
    await noteLook(service, change, args, terminal);
    return withNoteOnFiles(foundPlan(await service.plan([change], signal), args), from);
  }
  const subscriptions = await wantedSubscriptions(args, service, signal);
  return withNoteOnFiles(await ofClusters(service, subscriptions, { ...args, ...earlier, decided }, terminal), from);
}

/** What kubectl saved is of the cluster that the change names. */
async function noteLook(
  service: IdentityService,
  change: Change,
  { clusterObjects }: Pick<Arguments, 'clusterObjects'>,
  terminal: Pick<Terminal, 'readObjects'>,
): Promise<void> {
  if (clusterObjects === undefined) return;
  if (!('clusterId' in change) || change.clusterId === undefined)
    throw new UsageError('--cluster-objects belongs to one cluster, and this change names none.');
  const objects = await objectsIn(clusterObjects, terminal);
  if (objects !== undefined) service.noteLook(change.clusterId, objects);
}

/** Adds a note if no role can be checked because the files have none. */
function withNoteOnFiles(answer: CommandFound, from: Arguments['from']): CommandFound {
  if (from.kind !== 'files' || from.assignments.length > 0) return answer;
  const without = 'Without --role-assignments it is unknown which roles identities have.';
  return { ...answer, notes: [...(answer.notes ?? []), without] };
}

async function ofClusters(
  service: IdentityService,
  subscriptions: WantedSubscriptions,
  request: WantedReport,
  terminal: Terminal,
): Promise<CommandFound> {
  const { command, subject = '' } = request;
  const { signal } = terminal;
  if (command === 'report') return reportClusters(service, subscriptions, request, terminal);
  if (command === 'access' && request.subject === undefined)
    return (await import('./commands/accessCommand.ts')).accessOfPrincipal(service, subscriptions, request, signal);
  if (command === 'history') return historyOfNamed(service, subscriptions, request, terminal);
  const namedCluster = clusterNamed(subject, service, { ...subscriptions, signal });
  if (command === 'diagnose') return diagnoseCluster(service, namedCluster, request, terminal);
  try {
    return await tableOf(service, await namedCluster, request, terminal);
  } catch (error) {
    throw isReadFailure(error) ? new NotReadError(error.failure) : error;
  }
}

async function historyOfNamed(
  service: IdentityService,
  subscriptions: WantedSubscriptions,
  request: WantedReport,
  terminal: Terminal,
): Promise<CommandFound> {
  const { history } = await import('./commands/historyCommand.ts');
  const { signal } = terminal;
  try {
    const subject = await clusterNamed(request.subject ?? '', service, { ...subscriptions, signal }, true);
    return await history(service, subject, request, terminal);
  } catch (error) {
    throw isReadFailure(error) ? new NotReadError(error.failure) : error;
  }
}

/** An empty table would say that there is nothing, so it is written only if the cluster could be read. */
async function tableOf(
  service: IdentityService,
  cluster: NamedCluster,
  request: Pick<WantedReport, 'command' | 'format' | 'accessFilter' | 'clusterObjects' | 'asksNames'>,
  terminal: Pick<Terminal, 'signal' | 'readObjects'>,
): Promise<CommandFound> {
  const { command, format } = request;
  const { signal } = terminal;
  if (command === 'requirements') {
    const { requirements, unknown } = await service.judgedRequirements(cluster.id, signal);
    const notRead = notReadTexts([...cluster.unknown, ...unknown]);
    return { text: requirementsText(requirements, cluster.id, format), notRead };
  }
  if (command === 'access')
    return (await import('./commands/accessCommand.ts')).access(service, cluster, request, terminal);
  const workloads = await service.workloads(cluster.id, signal);
  const unknown = [...workloads.unknown, ...workloads.workloads.flatMap((workload) => workload.unknown ?? [])];
  const notRead = notReadTexts([...cluster.unknown, ...unknown.filter(isNotRead)]);
  return { text: workloadsText(workloads, cluster.id, format), notRead };
}

async function readBaseline(path: string, terminal: Terminal): Promise<Baseline> {
  const content = await readGiven(path, terminal);
  try {
    return withRefusalsAsErrors(() => parseBaseline(content));
  } catch (error) {
    throw refusedError(`${inputName(path)}: ${failureOf(error).message}`);
  }
}

async function changeIn(args: Arguments, terminal: Terminal): Promise<Change> {
  const { subject = '' } = args;
  const file = changeFile(args);
  const text = file === undefined ? subject : await readGiven(file, terminal);
  const value = parsedJson(text, file === undefined ? subject : inputName(file));
  const kind = isRecord(value) ? value['kind'] : undefined;
  const meant =
    typeof kind === 'string' && !givenKinds.some((known) => known === kind) ? didYouMean(kind, givenKinds) : '';
  if (meant !== '') throw refusedError(`"${String(kind)}" is not a kind of change.${meant}`);
  return withRefusalsAsErrors(() => parseChange(value));
}
