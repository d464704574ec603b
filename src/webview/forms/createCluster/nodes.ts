/** Nodes of a new cluster, its version and names, and the SSH key. */
import * as rules from '../../../domain/arm/namingRules.ts';
import type { CreateCluster } from '../../../domain/change/change.ts';
import type { Field } from '../../protocol/form.ts';
import type { ClusterPlace } from '../parts/placePickers.ts';
import type { ClusterPart } from './network.ts';
import { choiceInput, flagValue, textInput, textValue, type FormContext } from '../parts/parts.ts';
import { say } from '../../../sentences/words.ts';
import { sameText } from '../../../domain/arm/resourceId.ts';
import { countWithNoun } from '../../../domain/words/counts.ts';
import { t } from '../../../sentences/language.ts';

const noKey = 'none';

/** Returns the fields for the first node pool and the SSH key. */
export function nodeFields(context: FormContext, place: ClusterPlace): ClusterPart {
  const pool = textValue(context, 'poolName', 'nodepool1').trim();
  const count = textValue(context, 'count', '3').trim();
  const vmSize = textValue(context, 'vmSize').trim();
  const ssh = sshFields(context);
  return {
    fields: [
      textInput({ name: 'poolName', label: t`Node pool name`, value: pool, rule: (text) => rules.nodePoolName(text) }),
      textInput({
        name: 'count',
        label: t`Node count`,
        value: count,
        numeric: true,
        rule: (text) => rules.nodeCount(/^\d+$/.test(text) ? Number(text) : NaN),
      }),
      sizeField(context, place, vmSize),
      ...ssh.fields,
    ],
    summary: [
      /^\d+$/.test(count) ? t`${countWithNoun(Number(count), 'node')}` : t`${count} nodes`,
      vmSize || t`size: AKS default`,
      ssh.part.linux ? t`SSH key` : t`no SSH access`,
    ].join(', '),
    part: {
      nodePool: {
        ...(pool === '' ? {} : { name: pool }),
        ...(/^\d+$/.test(count) ? { count: Number(count) } : {}),
        ...(vmSize === '' ? {} : { vmSize }),
      },
      ...ssh.part,
    },
  };
}

function sizeField({ choices }: FormContext, { subscriptionId, location }: ClusterPlace, value: string): Field {
  const list = choices.get({ kind: 'vmSizes', subscriptionId, location });
  return choiceInput({
    name: 'vmSize',
    label: t`Node size`,
    value,
    list,
    pasteable: t`Choose, search, or enter a VM size`,
    rule: (text) => (/^[A-Za-z0-9_]+$/.test(text) ? undefined : say`Enter a VM size such as Standard_D4ds_v5.`),
    options: [
      { value: '', label: t`AKS default`, description: t`A size that your subscription has quota for.` },
      ...list.items.map(({ name, cores, memoryInMB }) => ({
        value: name,
        label: name,
        description: t`${countWithNoun(cores, 'vCPU')}, ${Math.round((memoryInMB / 1024) * 10) / 10} GiB`,
      })),
    ],
  });
}

/** Returns the fields for version, names and features, which all have good defaults. */
export function moreFields(context: FormContext, place: ClusterPlace): ClusterPart {
  const version = textValue(context, 'version').trim();
  const prefix = textValue(context, 'dnsPrefix').trim();
  const nodeGroup = textValue(context, 'nodeGroup').trim();
  const workload = flagValue(context, 'workloadIdentity', false);
  const issuer = workload || flagValue(context, 'oidcIssuer', false);
  return {
    fields: [
      versionField(context, place, version),
      textInput({
        name: 'dnsPrefix',
        label: t`DNS prefix`,
        value: prefix,
        optional: true,
        placeholder: t`From the names of the cluster and its resource group`,
        rule: rules.dnsPrefix,
      }),
      nodeGroupField(nodeGroup, place),
      {
        kind: 'checkbox',
        name: 'oidcIssuer',
        label: t`OIDC issuer`,
        value: issuer,
        ...(workload ? { disabled: t`Workload identity needs it.` } : {}),
      },
      {
        kind: 'checkbox',
        name: 'workloadIdentity',
        label: t`Microsoft Entra Workload ID for applications in pods`,
        value: workload,
        help: {
          text: t`About Workload ID`,
          href: 'https://learn.microsoft.com/azure/aks/workload-identity-overview',
        },
      },
    ],
    summary: [
      version === '' ? t`Kubernetes: AKS default` : t`Kubernetes ${version}`,
      ...(workload ? [t`Workload ID`] : issuer ? [t`OIDC issuer`] : []),
    ].join(', '),
    part: {
      ...(version === '' ? {} : { kubernetesVersion: version }),
      ...(prefix === '' ? {} : { dnsPrefix: prefix }),
      ...(nodeGroup === '' ? {} : { nodeResourceGroup: nodeGroup }),
      ...(issuer ? { oidcIssuer: true } : {}),
      ...(workload ? { workloadIdentity: true } : {}),
    },
  };
}

function versionField({ choices }: FormContext, { subscriptionId, location }: ClusterPlace, value: string): Field {
  const list = choices.get({ kind: 'versions', subscriptionId, location });
  const usual = list.items.find(({ isDefault }) => isDefault)?.version;
  return choiceInput({
    name: 'version',
    label: t`Kubernetes version`,
    value,
    list,
    pasteable: t`Choose or enter a version`,
    rule: rules.kubernetesVersion,
    options: [
      {
        value: '',
        label: t`AKS default`,
        ...(usual === undefined ? {} : { description: t`${usual} in this region.` }),
      },
      ...list.items.map(({ version }) => ({ value: version, label: version })),
    ],
  });
}

/** The name that AKS generates must be valid, too; and the group has to differ from the cluster's. */
function nodeGroupField(value: string, { name, group, location }: ClusterPlace): Field {
  const generated = `MC_${group}_${name}_${location}`;
  const field = textInput({
    name: 'nodeGroup',
    label: t`Node resource group`,
    value,
    optional: true,
    placeholder: name === '' || group === '' ? 'MC_group_cluster_region' : generated,
    rule: (text) =>
      rules.nodeResourceGroupName(text) ??
      (sameText(text, group) ? say`Enter another name than that of the cluster's resource group.` : undefined),
  });
  const isTooLong = value === '' && generated.length > 80;
  return isTooLong ? { ...field, error: t`${generated} has more than 80 characters. Enter a shorter name.` } : field;
}

function sshFields(context: FormContext): Pick<ClusterPart, 'fields' | 'part'> {
  const list = context.choices.get({ kind: 'sshKeys' });
  const key = textValue(context, 'sshKey', noKey).trim();
  const user = textValue(context, 'adminUsername', 'azureuser').trim();
  const field: Field = choiceInput({
    name: 'sshKey',
    label: t`SSH public key`,
    value: key,
    list,
    pasteable: t`Choose one of your keys, or paste a public key`,
    rule: rules.sshPublicKey,
    options: [
      { value: noKey, label: t`None`, description: t`No SSH access to the nodes.` },
      ...list.items.map((sshKey) => ({
        value: sshKey.key,
        label: sshKey.file,
        description: `${sshKey.key.slice(0, 44)}...`,
      })),
    ],
  });
  if (key === noKey) return { fields: [field], part: {} };
  const linux: CreateCluster['linux'] & object = { adminUsername: user, sshPublicKey: key };
  return {
    fields: [
      field,
      textInput({ name: 'adminUsername', label: t`SSH user name`, value: user, rule: rules.adminUsername }),
    ],
    part: { linux },
  };
}
