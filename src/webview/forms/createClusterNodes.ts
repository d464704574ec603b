/** Nodes of a new cluster, its version and names, and the SSH key. */
import * as rules from '../../domain/arm/namingRules.ts';
import type { CreateCluster } from '../../domain/change/change.ts';
import type { ClusterPart } from './createClusterNetwork.ts';
import type { Field } from '../protocol/form.ts';
import { choiceInput, flagValue, textInput, textValue } from './parts.ts';
import type { FormContext } from './parts.ts';

const noKey = 'none';

/** Everything that has a good default. */
export function nodeFields(context: FormContext): ClusterPart {
  const pool = textValue(context, 'poolName', 'nodepool1').trim();
  const count = textValue(context, 'count', '3').trim();
  const vmSize = textValue(context, 'vmSize').trim();
  const version = textValue(context, 'version').trim();
  const prefix = textValue(context, 'dnsPrefix').trim();
  const nodeGroup = textValue(context, 'nodeGroup').trim();
  const workload = flagValue(context, 'workloadIdentity', false);
  const issuer = workload || flagValue(context, 'oidcIssuer', false);
  const ssh = sshFields(context);
  return {
    fields: [
      textInput({ name: 'poolName', label: 'First node pool', value: pool, rule: (text) => rules.nodePoolName(text) }),
      textInput({
        name: 'count',
        label: 'Number of nodes',
        value: count,
        numeric: true,
        rule: (text) => rules.nodeCount(/^\d+$/.test(text) ? Number(text) : NaN),
      }),
      textInput({
        name: 'vmSize',
        label: 'Size of the nodes',
        value: vmSize,
        optional: true,
        placeholder: 'As AKS chooses, e.g. Standard_D4ds_v5',
        rule: (text) => (/^[A-Za-z0-9_]+$/.test(text) ? undefined : 'A size looks like Standard_D4ds_v5.'),
      }),
      textInput({
        name: 'version',
        label: 'Kubernetes version',
        value: version,
        optional: true,
        placeholder: 'The newest that AKS recommends',
        rule: rules.kubernetesVersion,
      }),
      textInput({
        name: 'dnsPrefix',
        label: 'DNS prefix',
        value: prefix,
        optional: true,
        placeholder: 'Made from the names of cluster and group',
        rule: rules.dnsPrefix,
      }),
      textInput({
        name: 'nodeGroup',
        label: 'Node resource group',
        value: nodeGroup,
        optional: true,
        placeholder: 'MC_group_cluster_region',
        rule: rules.nodeResourceGroupName,
      }),
      ...ssh.fields,
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
    part: {
      nodePool: {
        ...(pool === '' ? {} : { name: pool }),
        ...(/^\d+$/.test(count) ? { count: Number(count) } : {}),
        ...(vmSize === '' ? {} : { vmSize }),
      },
      ...(version === '' ? {} : { kubernetesVersion: version }),
      ...(prefix === '' ? {} : { dnsPrefix: prefix }),
      ...(nodeGroup === '' ? {} : { nodeResourceGroup: nodeGroup }),
      ...ssh.part,
      ...(issuer ? { oidcIssuer: true } : {}),
      ...(workload ? { workloadIdentity: true } : {}),
    },
  };
}

function sshFields(context: FormContext): ClusterPart {
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
      ...list.items.map((one) => ({ value: one.key, label: one.file, description: `${one.key.slice(0, 44)}...` })),
    ],
  });
  if (key === noKey) return { fields: [field], part: {} };
  const linux: CreateCluster['linux'] & object = { adminUsername: user, sshPublicKey: key };
  return {
    fields: [
      field,
      textInput({ name: 'adminUsername', label: 'User name for SSH', value: user, rule: rules.adminUsername }),
    ],
    part: { linux },
  };
}
