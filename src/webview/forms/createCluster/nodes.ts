/** Nodes of a new cluster, its version and names, and the SSH key. */
import * as rules from '../../../domain/arm/namingRules.ts';
import type { CreateCluster } from '../../../domain/change/change.ts';
import type { Field } from '../../protocol/form.ts';
import type { ClusterPlace } from '../parts/placePickers.ts';
import type { ClusterPart } from './network.ts';
import { choiceInput, flagValue, textInput, textValue, type FormContext } from '../parts/parts.ts';
import { say } from '../../../sentences/words.ts';
import { sameText } from '../../../domain/arm/resourceId.ts';

const noKey = 'none';

/** Returns the fields for the first node pool and the SSH key. */
export function nodeFields(context: FormContext, place: ClusterPlace): ClusterPart {
  const pool = textValue(context, 'poolName', 'nodepool1').trim();
  const count = textValue(context, 'count', '3').trim();
  const vmSize = textValue(context, 'vmSize').trim();
  const ssh = sshFields(context);
  return {
    fields: [
      textInput({ name: 'poolName', label: 'Node pool name', value: pool, rule: (text) => rules.nodePoolName(text) }),
      textInput({
        name: 'count',
        label: 'Node count',
        value: count,
        numeric: true,
        rule: (text) => rules.nodeCount(/^\d+$/.test(text) ? Number(text) : NaN),
      }),
      sizeField(context, place, vmSize),
      ...ssh.fields,
    ],
    summary: [
      `${count} node${count === '1' ? '' : 's'}`,
      vmSize || 'size: AKS default',
      ssh.part.linux ? 'SSH key' : 'no SSH access',
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
    label: 'Node size',
    value,
    list,
    pasteable: 'Choose, search, or enter a VM size',
    rule: (text) => (/^[A-Za-z0-9_]+$/.test(text) ? undefined : say`Enter a VM size such as Standard_D4ds_v5.`),
    options: [
      { value: '', label: 'AKS default', description: 'A size that your subscription has quota for.' },
      ...list.items.map(({ name, cores, memoryInMB }) => ({
        value: name,
        label: name,
        description: `${cores} vCPU${cores === 1 ? '' : 's'}, ${Math.round((memoryInMB / 1024) * 10) / 10} GiB`,
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
        label: 'DNS prefix',
        value: prefix,
        optional: true,
        placeholder: 'From the names of cluster and resource group',
        rule: rules.dnsPrefix,
      }),
      nodeGroupField(nodeGroup, place),
      {
        kind: 'checkbox',
        name: 'oidcIssuer',
        label: 'OIDC issuer',
        value: issuer,
        ...(workload ? { disabled: 'Workload identity needs it.' } : {}),
      },
      {
        kind: 'checkbox',
        name: 'workloadIdentity',
        label: 'Microsoft Entra Workload ID for applications in pods',
        value: workload,
        help: {
          text: 'About Workload ID',
          href: 'https://learn.microsoft.com/azure/aks/workload-identity-overview',
        },
      },
    ],
    summary: [
      version === '' ? 'Kubernetes: AKS default' : `Kubernetes ${version}`,
      ...(workload ? ['Workload ID'] : issuer ? ['OIDC issuer'] : []),
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
    label: 'Kubernetes version',
    value,
    list,
    pasteable: 'Choose or enter a version',
    rule: rules.kubernetesVersion,
    options: [
      { value: '', label: 'AKS default', ...(usual === undefined ? {} : { description: `${usual} in this region.` }) },
      ...list.items.map(({ version }) => ({ value: version, label: version })),
    ],
  });
}

/** The name that AKS generates must be valid, too; and the group has to differ from the cluster's. */
function nodeGroupField(value: string, { name, group, location }: ClusterPlace): Field {
  const generated = `MC_${group}_${name}_${location}`;
  const field = textInput({
    name: 'nodeGroup',
    label: 'Node resource group',
    value,
    optional: true,
    placeholder: name === '' || group === '' ? 'MC_group_cluster_region' : generated,
    rule: (text) =>
      rules.nodeResourceGroupName(text) ??
      (sameText(text, group) ? say`Enter another name than that of the cluster's resource group.` : undefined),
  });
  const isTooLong = value === '' && generated.length > 80;
  return isTooLong ? { ...field, error: `${generated} has more than 80 characters. Enter a shorter name.` } : field;
}

function sshFields(context: FormContext): Pick<ClusterPart, 'fields' | 'part'> {
  const list = context.choices.get({ kind: 'sshKeys' });
  const key = textValue(context, 'sshKey', noKey).trim();
  const user = textValue(context, 'adminUsername', 'azureuser').trim();
  const field: Field = choiceInput({
    name: 'sshKey',
    label: 'SSH public key',
    value: key,
    list,
    pasteable: 'Choose one of your keys, or paste a public key',
    rule: rules.sshPublicKey,
    options: [
      { value: noKey, label: 'None', description: 'No SSH access to the nodes.' },
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
      textInput({ name: 'adminUsername', label: 'SSH user name', value: user, rule: rules.adminUsername }),
    ],
    part: { linux },
  };
}
