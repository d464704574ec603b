import { withRefusalsAsErrors } from '../app/facts/withRefusalsAsErrors.ts';
import { createIdentityService } from '../app/createIdentityService.ts';
import type { IdentityService } from '../app/identityService.ts';
import { isNotRead } from '../domain/arm/unknown.ts';
import type { Change } from '../domain/change/change.ts';
import { parseChange } from '../domain/change/parseChange.ts';
import { parseBaseline } from '../domain/report/baseline.ts';
import type { Baseline } from '../domain/report/comparison.ts';
import { failureOf, refusedError } from '../errors.ts';
import type { Arguments } from './arguments.ts';
import { clusterNamed, wantedSubscriptions, type NamedCluster, type WantedSubscriptions } from './clusters.ts';
import { connectTo } from './connect.ts';
import { decisionsIn, sourceOf } from './decisions.ts';
import { requirementsText, workloadsText } from './details.ts';
import type { Found } from './found.ts';
import { nameOf, parsedJson, readGiven } from './files.ts';
import { changeFile } from './inputs.ts';
import { foundPlan } from './planCommand.ts';
import { diagnoseCluster, reportClusters, sentencesOf, type WantedReport } from './reportCommand.ts';
import { noJournal } from './noJournal.ts';
import { rulesText } from './rules.ts';
import { startProgress, type Terminal } from './terminal.ts';

/** Runs the command that the command line names. */
export async function runCommand(args: Arguments, terminal: Terminal): Promise<Found> {
  const { from, baseline, command } = args;
  const { signal, now } = terminal;
  if (command === 'rules') return { text: rulesText(args.format), failing: 0, notRead: [] };
  if (command === 'why') return (await import('./whyCommand.ts')).why(args, terminal);
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
  });
  if (change !== undefined) return inSight(foundPlan(await service.plan([change], signal), args), from);
  const subscriptions = await wantedSubscriptions(args, service, signal);
  return inSight(await ofClusters(service, subscriptions, { ...args, ...earlier, decided }, terminal), from);
}

/** Something that is not in the opened files was not meant to be read, so it is a note and no failed read. */
function inSight(answer: Found, from: Arguments['from']): Found {
  if (from.kind !== 'files') return answer;
  const without = 'Without --role-assignments it is unknown which roles identities have.';
  return {
    ...answer,
    notRead: [],
    notes: [...(answer.notes ?? []), ...(from.assignments.length === 0 ? [without] : [])],
  };
}

async function ofClusters(
  service: IdentityService,
  subscriptions: WantedSubscriptions,
  request: WantedReport,
  terminal: Terminal,
): Promise<Found> {
  const { command, subject = '', format } = request;
  const { signal } = terminal;
  if (command === 'report') return reportClusters(service, subscriptions, request, terminal);
  const cluster: NamedCluster = await clusterNamed(subject, service, { ...subscriptions, signal });
  if (command === 'diagnose') return diagnoseCluster(service, cluster, request, terminal);
  if (command === 'requirements') {
    const { requirements, unknown } = await service.judgedRequirements(cluster.id, signal);
    const notRead = sentencesOf([...cluster.unknown, ...unknown]);
    return { text: requirementsText(requirements, format), failing: 0, notRead };
  }
  const workloads = await service.workloads(cluster.id, signal);
  const unknown = [...workloads.unknown, ...workloads.workloads.flatMap((workload) => workload.unknown ?? [])];
  const notRead = sentencesOf([...cluster.unknown, ...unknown.filter(isNotRead)]);
  return { text: workloadsText(workloads, format), failing: 0, notRead };
}

async function readBaseline(path: string, terminal: Terminal): Promise<Baseline> {
  const content = await readGiven(path, terminal);
  try {
    return withRefusalsAsErrors(() => parseBaseline(content));
  } catch (error) {
    throw refusedError(`${nameOf(path)}: ${failureOf(error).message}`);
  }
}

async function changeIn(args: Arguments, terminal: Terminal): Promise<Change> {
  const { subject = '' } = args;
  const file = changeFile(args);
  const text = file === undefined ? subject : await readGiven(file, terminal);
  const value = parsedJson(text, file === undefined ? subject : nameOf(file));
  return withRefusalsAsErrors(() => parseChange(value));
}
