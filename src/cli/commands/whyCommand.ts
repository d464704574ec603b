/** `why`: reads a message, and says why the sign-in fails. */
import { apiWhy } from '../../api/why.ts';
import { createIdentityService } from '../../app/createIdentityService.ts';
import { whyOfMessage } from '../../app/facts/whyOfMessage.ts';
import { inertJson } from '../../domain/arm/inert.ts';
import { isNotRead } from '../../domain/arm/unknown.ts';
import type { ArmId } from '../../domain/arm/resourceId.ts';
import type { Connection } from '../../azure/directory/connection.ts';
import { readSignIn, type Why, type WhyContext } from '../../domain/signIn/whyOf.ts';
import { whyMarkdown } from '../../domain/signIn/text/whyMarkdown.ts';
import { failureOf, refusedError } from '../../errors.ts';
import type { Arguments } from '../commandLine/arguments.ts';
import { standard } from '../commandLine/options.ts';
import { objectsIn } from './clusterObjects.ts';
import { clusterNamed, wantedSubscriptions } from './clusters.ts';
import { noJournal } from '../connecting/noJournal.ts';
import { connectTo } from '../connecting/connect.ts';
import { readGiven } from '../terminal/files.ts';
import type { CommandFound } from './found.ts';
import { notReadTexts } from './sentences.ts';
import { startProgress, type Terminal } from '../terminal/terminal.ts';

/** Answers from the message alone if that is enough; otherwise asks Azure, if someone is signed in. */
export async function why(args: Arguments, terminal: Terminal): Promise<CommandFound> {
  const text = await readGiven(args.file ?? standard, terminal);
  if (text.trim() === '')
    throw refusedError('There is no message: name a file with --file, or send it to the standard input.');
  const message = readSignIn(text);
  const objects = await objectsIn(args.clusterObjects, terminal);
  const context: WhyContext = objects === undefined ? {} : { objects };
  const ask = async () => {
    const connection = await connected(args, terminal);
    const service = createIdentityService({ connection, journal: noJournal(), now: terminal.now });
    const clusterId = await namedCluster(args, service, terminal);
    return service.why(message, { ...context, ...clusterId }, terminal.signal);
  };
  const isAsked = args.subject !== undefined;
  const answered = await whyOfMessage(message, context, { now: terminal.now(), ask, isAsked });
  return whyFound(answered.why, args);
}

async function connected({ from }: Arguments, terminal: Terminal): Promise<Connection> {
  const progress = startProgress(terminal);
  if (from.kind === 'azure' || from.kind === 'emulator') progress.say('Connecting...');
  try {
    return await connectTo(from, terminal);
  } finally {
    progress.end();
  }
}

async function namedCluster(
  args: Arguments,
  service: ReturnType<typeof createIdentityService>,
  { signal }: Terminal,
): Promise<Pick<WhyContext, 'clusterId'>> {
  if (args.subject === undefined) return {};
  const subscriptions = await wantedSubscriptions(args, service, signal);
  const { id } = await clusterNamed(args.subject, service, { ...subscriptions, signal }).catch((error: unknown) => {
    // Without the cluster there is no answer, which is another thing than an answer that can't be known.
    const { code, message } = failureOf(error);
    throw code === 'notFound' ? refusedError(message) : error;
  });
  return { clusterId: id as ArmId };
}

function whyFound(answer: Why, { format }: Arguments): CommandFound {
  return {
    text: format === 'json' ? `${inertJson(apiWhy(answer), 2)}\n` : whyMarkdown(answer),

    notRead: notReadTexts(answer.unknown.filter(isNotRead)),
    isOpen: answer.cause === 'UNKNOWN',
  };
}
