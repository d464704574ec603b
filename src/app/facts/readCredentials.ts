import { listCredentials, type CredentialQuestion, type TooMany } from '../../azure/read/credentials.ts';
import type { Directory } from '../../azure/directory/directory.ts';
import type { ReadOf } from '../../domain/cluster/facts.ts';
import { notInFile, notInFileWords } from '../../domain/arm/unknown.ts';
import { subjectOfRead } from '../../domain/cluster/subjects.ts';
import type { AnyAnswer } from './gatherFacts.ts';
import { say, type Words } from '../../sentences/words.ts';

interface CredentialSource {
  readonly directory: Directory;
  /** True if clusters come from files, which name some identities but not their credentials. */
  readonly isFile?: boolean;
}

/** Reads the credentials of all identities, or of those in a subscription; `unreadable` if that would take too many requests. */
export async function readCredentials(
  read: ReadOf<'credentials'>,
  { directory, isFile = false, ...question }: Omit<CredentialQuestion, keyof ReadOf<'credentials'>> & CredentialSource,
): Promise<AnyAnswer> {
  const { subscriptionId, fromArm, few } = read;
  if (isFile)
    return {
      kind: 'unreadable',
      subject: subjectOfRead(read),
      cause: 'notOffered',
      armCode: notInFile,
      reason: notInFileWords,
    };
  const notAsked = { kind: 'unreadable', cause: 'notAsked', subject: subjectOfRead(read) } as const;
  if (fromArm) {
    const { length } = (await directory.access(question.signal)).items;
    if (length > mostClusterLists && question.asksEach !== true)
      return { ...notAsked, reason: tooManyToAsk(say`${length} subscriptions`) };
  }
  const value = await listCredentials(directory, { ...question, subscriptionId, fromArm, few });
  return 'graph' in value ? { ...notAsked, reason: tooManyIdentities(value) } : { kind: 'found', value };
}

function tooManyIdentities({ identities, graph }: TooMany): Words {
  switch (graph) {
    case 'notAsked':
      return tooManyToAsk(say`${identities} identities`);
    case 'empty':
      return say`Resource Graph lists no federated credentials here, and ${identities} identities are too many to ask one by one.`;
    case 'unanswered':
      return say`Resource Graph did not respond, and ${identities} identities are too many to ask one by one.`;
  }
}

/** The most subscriptions in which clusters or identities are listed one by one before something is permanently removed. */
export const mostClusterLists = 100;
/** The most subscriptions in which clusters are listed in newer API versions before something is called unused. */
export const mostNewerLists = 500;
/** The most subscriptions in which all resources are listed. */
export const mostResourceLists = 25;

/** Returns why an index decides, instead of asking ARM one by one. */
export function tooManyToAsk(list: Words): Words {
  return say`${list} are too many to ask one by one; Azure Resource Graph, which was asked instead, can be a few minutes behind.`;
}
