/** Judges a storage driver that uses the key of an account, by the settings of the volumes of that account. */
import { sameText } from '../../../arm/resourceId.ts';
import type { OperatorObject } from '../../../askers/model.ts';
import { signInOfNoUse, volumeSettings, type VolumeSettings } from '../../../askers/operators/volumeSettings.ts';
import { say } from '../../../../sentences/words.ts';
import type { Hit } from '../../message/readMessage.ts';
import { advice, inCluster, likely, toCopy, type Judgement } from '../../situation/judgement.ts';
import { fieldAt, plainValue, type Situation } from '../../situation/situation.ts';

/** Names what keeps a volume from its identity; `undefined` if none of those that were read says so. */
export function judgeVolume(hit: Hit, situation: Situation): Judgement | undefined {
  const { objects } = situation;
  if (!['storageKeyMissing', 'storageKeysOff'].includes(hit.sign) || objects === undefined) return undefined;
  const wanted = plainValue(fieldAt('storageAccount', hit, situation));
  const fitting = objects.objects.flatMap((object) => {
    const volume = volumeSettings(object);
    return volume === undefined || isOfOther(volume, wanted) ? [] : [{ object, volume }];
  });
  // Of several volumes, none is known to be meant.
  if (wanted === undefined && fitting.length > 1) return undefined;
  for (const { object, volume } of fitting) {
    const judged =
      unable(object, volume) ??
      notAsMsi(object, volume) ??
      (hit.sign === 'storageKeysOff' ? byKey(object, volume) : undefined);
    if (judged !== undefined) return judged;
  }
  return undefined;
}

/** True if a volume names another storage account than the message. */
function isOfOther({ set }: VolumeSettings, wanted: string | undefined): boolean {
  const account = set('storageaccount');
  return wanted !== undefined && account !== undefined && !sameText(account, wanted);
}

function unable({ kind, name }: OperatorObject, volume: VolumeSettings): Judgement | undefined {
  const no = signInOfNoUse(volume);
  if (no === undefined) return undefined;
  return likely('DRIVER_WITHOUT_IDENTITY', {
    text: say`${kind} ${name} names an identity that its driver does not use. ${no.text}`,
    evidence: [
      inCluster(say`Its driver is ${volume.driver}.`),
      { from: 'table', text: say`Which driver reads what, as of November 2026: ${no.source}` },
    ],
    possible: ['ROLE_MISSING'],
    asker: { what: `${kind} ${name}` },
    fixes: [advice(no.instead)],
  });
}

/** An identity of the node counts only with the way to sign in. */
function notAsMsi({ kind, name }: OperatorObject, { set }: VolumeSettings): Judgement | undefined {
  const named = ['clientid', 'objectid', 'resourceid']
    .map((each) => `azurestorageidentity${each}`)
    .find((each) => set(each) !== undefined);
  if (named === undefined || set('azurestorageauthtype') !== undefined) return undefined;
  return likely('OPERATOR_FIELD_WRONG', {
    text: say`${kind} ${name} names an identity, but not AzureStorageAuthType: MSI, so the driver uses the key of the account.`,
    evidence: [inCluster(say`Its settings have ${named}, and lack azurestorageauthtype.`)],
    possible: ['ROLE_MISSING'],
    asker: { what: `${kind} ${name}` },
    fixes: [
      toCopy(
        say`In the volume, if the identity is on the nodes. With workload identity use clientID instead. The volume has to be recreated.`,
        ['volumeAttributes:', '  AzureStorageAuthType: MSI', ''].join('\n'),
      ),
    ],
  });
}

/** With clientID alone the driver signs in only to read the key of the account. */
function byKey({ kind, name }: OperatorObject, { set }: VolumeSettings): Judgement | undefined {
  if (set('clientid') === undefined || set('mountwithworkloadidentitytoken') !== undefined) return undefined;
  if (set('mountwithmanagedidentity') !== undefined) return undefined;
  return likely('OPERATOR_FIELD_WRONG', {
    text: say`${kind} ${name} signs in only to read the key of the storage account, which permits no keys.`,
    evidence: [inCluster(say`Its settings have clientID, and lack mountWithWorkloadIdentityToken.`)],
    possible: ['ROLE_MISSING'],
    asker: { what: `${kind} ${name}` },
    fixes: [
      toCopy(
        say`In the volume, and give the identity a role for the data (Storage Blob Data Contributor, or Storage File Data SMB MI Admin). The volume has to be recreated.`,
        ['volumeAttributes:', '  mountWithWorkloadIdentityToken: "true"', ''].join('\n'),
      ),
    ],
  });
}
