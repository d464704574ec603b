/** Forms about who can act on a cluster: its local accounts, and roles for Kubernetes. */
import { accessLevels } from '../../domain/change/accessKinds.ts';
import { principalTypes, type PrincipalType } from '../../domain/change/fields.ts';
import type { ChangeOf } from '../../domain/change/change.ts';
import type { Cluster } from '../../domain/cluster/model.ts';
import { isGuid, isRoleAssignmentId } from '../../domain/arm/resourceId.ts';
import { scopeOfAssignment } from '../../domain/arm/scopeWords.ts';
import { accessModeWords, accessPosture, usesManagedEntra } from '../../domain/whoCanAct/accessMode.ts';
import { fetcherText } from '../../domain/history/text/fetchers.ts';
import { dayInSentence } from '../../domain/words/dateTime.ts';
import { say, type Words } from '../../sentences/words.ts';
import { distinctBy } from '../../shape/distinct.ts';
import type { Field, Option } from '../protocol/form.ts';
import { daysLogged } from './parts/lists.ts';
import {
  choiceInput,
  directoryFor,
  directoryValues,
  drawnForCluster,
  radioInput,
  textInput,
  textValue,
  type ChangeForm,
  type DrawnForm,
  type FormContext,
} from './parts/parts.ts';
import { t, shownText } from '../../sentences/language.ts';

/** The form that turns local accounts on or off. */
export const setLocalAccounts: ChangeForm<'setLocalAccounts'> = {
  draw: drawnForCluster(drawLocalAccounts),
  valuesOf: ({ enabled }) => ({ enabled: enabled === undefined ? undefined : enabled ? 'on' : 'off' }),
};

function drawLocalAccounts(context: FormContext, cluster: Cluster): DrawnForm {
  const posture = accessPosture(cluster);
  const isOn = posture.hasLocalAccounts;
  const value = textValue(context, 'enabled', isOn ? 'off' : 'on');
  return {
    sections: [
      {
        facts: [
          { label: t`Authorization`, value: shownText(accessModeWords(posture.mode)) },
          { label: t`Local accounts`, value: isOn ? t`On` : t`Off` },
          ...(isOn ? [{ label: t`Fetched the admin credential`, value: fetchersText(context, cluster) }] : []),
        ],
        fields: [
          radioInput({
            name: 'enabled',
            label: t`Local accounts`,
            value,
            options: [
              {
                value: 'off',
                label: t`Off`,
                description: t`Everyone signs in with Microsoft Entra. No new admin credential is given out.`,
                ...offDisabled(isOn, usesManagedEntra(posture)),
              },
              {
                value: 'on',
                label: t`On`,
                description: t`The admin credential works without Microsoft Entra, and the audit log names no person.`,
                ...(isOn ? { disabled: t`Local accounts are already on.` } : {}),
              },
            ],
          }),
        ],
      },
    ],
    changes: [{ kind: 'setLocalAccounts', clusterId: cluster.id, enabled: value === 'on' }],
  };
}

/** Who loses something when they are turned off; what could not be read is not nobody. */
function fetchersText(context: FormContext, { id: clusterId }: Cluster): string {
  const { loading, items, problem } = context.choices.get({ kind: 'adminFetches', clusterId });
  if (loading) return t`Reading Azure's activity log ...`;
  const texts = items.map((fetcher) => fetcherText(fetcher, dayInSentence(fetcher.last.slice(0, 10))));
  const gaps = problem === undefined ? [] : [t`Unknown in part: ${problem}`];
  if (texts.length > 0) return [`${texts.join('; ')}.`, ...gaps].join(' ');
  return problem === undefined
    ? t`Nobody in the last ${daysLogged} days, as far as Azure's activity log shows.`
    : t`Unknown: ${problem}`;
}

function offDisabled(isOn: boolean, hasEntra: boolean): Pick<Option, 'disabled'> {
  if (!isOn) return { disabled: t`Local accounts are already off.` };
  return hasEntra
    ? {}
    : { disabled: t`The cluster doesn't use Microsoft Entra, so nobody could sign in without them.` };
}

type Level = ChangeOf<'grantClusterAccess'>['level'];
type WherePicked = 'namespace' | 'managed' | 'cluster';

/** The form that gives somebody a role for Kubernetes. */
export const grantClusterAccess: ChangeForm<'grantClusterAccess'> = {
  draw: drawnForCluster(drawGrant),
  valuesOf: ({ namespace, isManaged, principalId, principalType, level }) => ({
    principal: principalId,
    principalType,
    place: namespace === undefined ? undefined : isManaged === true ? 'managed' : 'namespace',
    namespace,
    level,
  }),
};

function drawGrant(context: FormContext, cluster: Cluster): DrawnForm {
  const type = chosen(textValue(context, 'principalType'), principalTypes, 'User');
  const principalId = textValue(context, 'principal').trim();
  const place = chosen(textValue(context, 'place'), ['namespace', 'managed', 'cluster'] as const, 'namespace');
  const namespace = textValue(context, 'namespace').trim();
  const level = chosen(textValue(context, 'level'), accessLevels, 'reader');
  const { mode } = accessPosture(cluster);
  return {
    sections: [
      {
        ...(mode === 'azure' ? {} : { facts: [{ label: t`Authorization`, value: shownText(accessModeWords(mode)) }] }),
        fields: [
          typeField(type),
          principalField(context, cluster, { type, principalId }),
          placeField(place),
          ...(place === 'cluster' ? [] : [namespaceField(namespace)]),
          levelField(level, place),
        ],
        notes: [{ text: t`A new role can take up to 5 minutes to take effect in the cluster.` }],
      },
    ],
    changes: [
      {
        kind: 'grantClusterAccess',
        clusterId: cluster.id,
        ...(place === 'cluster' ? {} : { namespace }),
        ...(place === 'managed' ? { isManaged: true } : {}),
        principalId,
        principalType: type,
        level,
      },
    ],
  };
}

function chosen<T extends string>(text: string, all: readonly T[], otherwise: T): T {
  return all.find((each) => each === text) ?? otherwise;
}

const typeWords: Readonly<Record<PrincipalType, Words>> = {
  User: say`Person`,
  Group: say`Group`,
  ServicePrincipal: say`Application or managed identity`,
};

function typeField(value: PrincipalType): Field {
  return radioInput({
    name: 'principalType',
    label: t`Who gets it`,
    value,
    options: (['User', 'Group', 'ServicePrincipal'] as const).map((type) => ({
      value: type,
      label: shownText(typeWords[type]),
    })),
  });
}

/** People and groups are not listed: the directory is not asked. */
function principalField(
  context: FormContext,
  { subscriptionId }: Cluster,
  { type, principalId: value }: { readonly type: PrincipalType; readonly principalId: string },
): Field {
  const rule = (text: string) => (isGuid(text) ? undefined : say`Enter an object ID, which is a GUID.`);
  if (type !== 'ServicePrincipal')
    return textInput({
      name: 'principal',
      label: t`Object ID`,
      value,
      rule,
      hint: type === 'User' ? t`The ID of the person in Microsoft Entra.` : t`The ID of the group in Microsoft Entra.`,
    });
  const list = context.choices.get({ kind: 'identities', subscriptionId });
  return choiceInput({
    name: 'principal',
    label: t`Principal`,
    value,
    list,
    pasteable: t`Choose, search, or paste an object ID`,
    rule,
    options: distinctBy(
      list.items.map(({ principalId, name, resourceGroup }) => ({
        value: principalId,
        label: name,
        description: resourceGroup,
      })),
      (option) => option.value.toLowerCase(),
    ),
  });
}

function placeField(value: WherePicked): Field {
  return radioInput({
    name: 'place',
    label: t`Where`,
    value,
    options: [
      { value: 'namespace', label: t`One namespace` },
      { value: 'managed', label: t`One managed namespace`, description: t`A namespace that was created in Azure.` },
      { value: 'cluster', label: t`The whole cluster`, description: t`Every namespace, also those to come.` },
    ],
  });
}

function namespaceField(value: string): Field {
  return textInput({ name: 'namespace', label: t`Namespace`, value });
}

const levelTexts: Readonly<Record<Level, readonly [label: Words, description: Words]>> = {
  reader: [say`Reader`, say`Sees most objects, but no Secrets.`],
  writer: [say`Writer`, say`Reads and writes most objects, Secrets included, and can act as any workload there.`],
  admin: [say`Admin`, say`Also gives roles in Kubernetes to others.`],
  clusterAdmin: [say`Cluster Admin`, say`May do everything in the cluster.`],
};

function levelField(value: Level, place: WherePicked): Field {
  return radioInput({
    name: 'level',
    label: t`What they may do`,
    value,
    options: accessLevels.map((level) => ({
      value: level,
      label: shownText(levelTexts[level][0]),
      description: shownText(levelTexts[level][1]),
      ...(level === 'clusterAdmin' && place !== 'cluster' ? { disabled: t`Only for the whole cluster.` } : {}),
    })),
  });
}

/** The form that takes a role assignment from somebody who can act on a cluster. */
export const removeClusterAccess: ChangeForm<'removeClusterAccess'> = {
  draw: drawnForCluster(drawRemoval),
  valuesOf: ({ roleAssignmentId, tenantId }) => ({
    assignment: roleAssignmentId,
    ...directoryValues(roleAssignmentId, tenantId),
  }),
};

function drawRemoval(context: FormContext, cluster: Cluster): DrawnForm {
  const value = textValue(context, 'assignment').trim();
  return {
    sections: [
      {
        ...(value === '' ? {} : { facts: [{ label: t`Scope`, value: scopeOfAssignment(value) }] }),
        fields: [
          textInput({
            name: 'assignment',
            label: t`Role assignment ID`,
            value,
            rule: (text) => (isRoleAssignmentId(text) ? undefined : say`Enter the ID of a role assignment.`),
            hint: t`The tab Access shows all that reach the cluster.`,
          }),
        ],
        notes: [{ text: t`Removes only this assignment; other roles stay.` }],
      },
    ],
    changes: [
      {
        kind: 'removeClusterAccess',
        clusterId: cluster.id,
        roleAssignmentId: value,
        ...directoryFor(context, value),
      },
    ],
  };
}
