/** Judges a refusal of Azure RBAC for Kubernetes: by which of its roles has what is asked for. */
import { say, type Words } from '../../../../sentences/words.ts';
import type { MessageField } from '../../message/field.ts';
import type { Hit } from '../../message/readMessage.ts';
import { advice, likely, type Judgement } from '../../situation/judgement.ts';

const reads: ReadonlySet<string> = new Set(['get', 'list', 'watch']);

/** Roles and their bindings, with which one gives oneself more. */
const ofRoles = /^(?:cluster)?role(?:binding)?s$/;

/** Judges it by the verb, the resource and the namespace of the message. */
export function judgeKubernetesRole({ fields }: Hit): Judgement {
  const valueOf = (name: MessageField['name']) => fields.find((each) => each.name === name);
  const principal = valueOf('objectId');
  return likely('ROLE_MISSING', {
    text: say`${principal?.value ?? say`The principal`} lacks a role of Azure RBAC for Kubernetes on the cluster.`,
    possible: ['ROLE_WRONG_PRINCIPAL', 'TRANSIENT'],
    restsOn: [principal],
    asker: principal === undefined ? {} : { objectId: principal.value },
    fixes: [advice(fixFor(valueOf('action')?.value, valueOf('resource')?.value, valueOf('namespace')?.value))],
  });
}

/** Source: https://learn.microsoft.com/azure/aks/concepts-identity#built-in-roles */
function fixFor(verb: string | undefined, resource: string | undefined, namespace: string | undefined): Words {
  const writer = say`Azure Kubernetes Service RBAC Writer, which also reads every Secret of its namespace and runs pods as any account of it`;
  if (verb === undefined || resource === undefined)
    return say`Assign a role of Azure RBAC for Kubernetes to the principal, on one namespace if that is enough: Azure Kubernetes Service RBAC Reader, or ${writer}.`;
  if (ofRoles.test(resource) && !reads.has(verb))
    return say`Whoever may ${verb} ${resource} can give further rights with it, so no role is offered here. Let someone who has Azure Kubernetes Service RBAC Cluster Admin take this step.`;
  if (namespace === undefined || ofRoles.test(resource))
    return say`No narrow built-in role lets anyone ${verb} ${resource} here: make a custom role with that data action, and assign it on the cluster. Azure Kubernetes Service RBAC Cluster Admin may do everything in it.`;
  if (resource === 'secrets')
    return say`Decide whether the principal should ${verb} Secrets at all: Azure Kubernetes Service RBAC Reader may not, and the next role is ${writer}. A custom role is narrower.`;
  return reads.has(verb)
    ? say`Assign Azure Kubernetes Service RBAC Reader to the principal on the namespace ${namespace}.`
    : say`Assign a role for it to the principal on the namespace ${namespace}: a custom role, or ${writer}.`;
}
