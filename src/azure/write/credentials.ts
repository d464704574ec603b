/** Writes federated credentials; ARM accepts one write at a time for each identity. */
import type { StepOf } from '../../domain/plan/plan.ts';
import type { FederatedCredential } from '../../domain/cluster/facts.ts';
import { lastSegment, sameText } from '../../domain/arm/resourceId.ts';
import { contentOfCredential, credentialLimit, sameTrust, tokenAudience } from '../../domain/workloads/credential.ts';
import { ownerOf } from '../../domain/workloads/workloadIds.ts';
import { issuerOf } from '../../domain/workloads/issuer.ts';
import { IdentityError, refusedError } from '../../errors.ts';
import type { ArmRequest } from '../arm/arm.ts';
import { isNotFound } from '../arm/armErrors.ts';
import { versionOf } from '../arm/apiVersions.ts';
import { getCluster } from '../read/clusters.ts';
import { listFederatedCredentials } from '../read/credentials.ts';
import { getResource, isNotThere } from '../read/resources.ts';
import { endOfFoundResult, pauseOrThrow, type StepReader, type StepContext, type StepEnd } from './stepContext.ts';
import { otherThanPlannedError, sendOnce, type Ready } from './sendOnce.ts';
import { isConcurrentCredentialWrite, isDuplicateCredential } from '../arm/armCodes.ts';
import { say } from '../../sentences/words.ts';

type CredentialStep = StepOf<'createCredential' | 'deleteCredential'>;

/** Seconds between tries while another write for the same identity is running. */
const concurrentPauses = [1, 2, 4, 8, 15, 30];

/** Returns true if the step's result already exists. */
export async function credentialHolds(step: CredentialStep, context: StepReader): Promise<boolean> {
  const present = await credentialsOf(step, context);
  if (step.kind === 'deleteCredential') return credentialIn(present, step) === undefined;
  const issuer = await issuerFor(step, context);
  return issuer !== undefined && present.some((credential) => sameTrust(credential, trustOf(step, issuer)));
}

/** Returns true if the name belongs to a credential that trusts another token than the one that was made. */
export async function isOtherCredential(step: StepOf<'createCredential'>, context: StepReader): Promise<boolean> {
  const present = credentialIn(await credentialsOf(step, context), step);
  return present !== undefined && !sameTrust(present, trustOf(step, step.issuer ?? present.issuer));
}

/** Creates or removes the credential, unless that is already done; waits while someone else is writing to the identity. */
export async function writeCredential(step: CredentialStep, context: StepContext): Promise<StepEnd> {
  if (await credentialHolds(step, context)) return endOfFoundResult(context);
  const pauses = concurrentPauses.values();
  return sendOnce<StepEnd>(
    {
      lastLook: (wasSent) => readyToSend(step, context, wasSent),
      lookForResult: async (wasSent) =>
        (await credentialHolds(step, context)) ? endOfFoundResult({ sent: wasSent }) : undefined,
      waitToRetry: async (error) => {
        if (isDuplicateCredential(error) && (await credentialHolds(step, context))) return;
        if (!isConcurrentCredentialWrite(error)) throw error;
        await pauseOrThrow(
          pauses,
          stillBusy(step, error),
          context,
          (seconds) => say`Another credential of this identity is being written; trying again in ${seconds} s`,
        );
      },
    },
    context,
  );
}

/**
 * A PUT would overwrite another credential of the name, and a removal would remove whichever credential has the name
 * now. A cluster that was recreated since the plan was made has another issuer, and no token would match the credential
 * of the old one.
 */
async function readyToSend(step: CredentialStep, context: StepContext, wasSent: boolean): Promise<Ready<StepEnd>> {
  const { armFor, signal } = context;
  const present = await credentialsOf(step, context);
  const presentCredential = credentialIn(present, step);
  const arm = await armFor(step.credentialId, step);
  const path = step.credentialId;
  const apiVersion = await versionOf(arm, path, signal);
  const done = async (request: ArmRequest): Promise<StepEnd> => {
    await arm.send(request);
    return 'done';
  };
  if (step.kind === 'deleteCredential') {
    if (presentCredential === undefined) return { ended: endOfFoundResult({ sent: wasSent }) };
    if (step.basis !== undefined && contentOfCredential(presentCredential) !== step.basis)
      throw otherThanPlannedError(step, wasSent);
    return { send: () => done({ method: 'DELETE', path, apiVersion, signal }) };
  }
  const issuer = await currentIssuer(step, context);
  if (step.issuer !== undefined && step.issuer !== issuer) throw otherThanPlannedError(step, wasSent);
  if (issuer === undefined) throw noIssuer(step);
  if (presentCredential && !sameTrust(presentCredential, trustOf(step, issuer)))
    throw otherThanPlannedError(step, wasSent);
  if (presentCredential) return { ended: endOfFoundResult({ sent: wasSent }) };
  if (present.length >= credentialLimit)
    throw refusedError(
      say`${lastSegment(ownerOf(path))} now has ${present.length} of ${credentialLimit} federated credentials.`,
    );
  const body = { properties: { ...trustOf(step, issuer), audiences: [tokenAudience] } };
  return { send: () => done({ method: 'PUT', path, apiVersion, body, signal }) };
}

/** The issuer in the plan, otherwise that of the cluster as it is now. */
async function issuerFor(step: StepOf<'createCredential'>, context: StepReader): Promise<string | undefined> {
  return step.issuer ?? (await currentIssuer(step, context));
}

async function currentIssuer(
  { clusterId }: StepOf<'createCredential'>,
  { armFor, signal }: StepReader,
): Promise<string | undefined> {
  return issuerOf(await getCluster(await armFor(clusterId), clusterId, signal));
}

function trustOf(
  { subject }: StepOf<'createCredential'>,
  issuer: string,
): Pick<FederatedCredential, 'issuer' | 'subject' | 'audiences'> {
  return { issuer, subject, audiences: [tokenAudience] };
}

/** An identity that is gone has no credentials. */
async function credentialsOf(
  step: CredentialStep,
  { armFor, signal }: StepReader,
): Promise<readonly FederatedCredential[]> {
  const identityId = ownerOf(step.credentialId);
  try {
    return await listFederatedCredentials(await armFor(identityId, step), identityId, signal);
  } catch (error) {
    if (step.kind !== 'deleteCredential' || !(error instanceof IdentityError) || !isNotFound(error.failure))
      throw error;
    if (await isNotThere(getResource(await armFor(identityId, step), identityId, signal))) return [];
    throw error;
  }
}

function credentialIn(
  credentials: readonly FederatedCredential[],
  { credentialId }: CredentialStep,
): FederatedCredential | undefined {
  return credentials.find(({ name }) => sameText(name, lastSegment(credentialId)));
}

/** Nothing in the plan has changed, so the run can be resumed later. */
function stillBusy({ credentialId }: CredentialStep, { failure }: IdentityError): IdentityError {
  const message = say`Other credentials of ${lastSegment(ownerOf(credentialId))} keep being written. Resume later.`;
  return new IdentityError({ ...failure, code: 'throttled', message });
}

function noIssuer({ clusterId }: StepOf<'createCredential'>): IdentityError {
  return new IdentityError({
    code: 'conflict',
    message: say`${lastSegment(clusterId)} has no OIDC issuer yet. Resume in a minute.`,
    source: 'https://learn.microsoft.com/azure/aks/use-oidc-issuer',
  });
}
