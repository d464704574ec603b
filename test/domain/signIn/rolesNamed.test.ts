import { describe, expect, it } from 'vitest';
import { group, guid } from '../../support/domain/worldFacts.ts';
import { asked, plansOf, wordsOf } from './asked.ts';
import { account, basic, pod } from './worlds.ts';

const principal = guid(1001);
const client = guid(6001);
const lacks = (action: string): string =>
  `The principal \`${principal}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/${action}\` to perform \`POST /x\` operation.`;
const forbidden = (verb: string, resource: string, place = 'in the namespace "shop"'): string =>
  `${resource} is forbidden: User "${principal}" cannot ${verb} resource "${resource}" in API group "" ${place}: User does not have access to the resource in Azure. Update role assignment to allow access.`;
const cluster = 'at the cluster scope';
const claim = (names: string): string =>
  `'${names}' claim(s) are required to perform this operation. sb-shop.servicebus`;

describe('a role that an answer names', () => {
  it.each([
    ['OpenAI/deployments/embeddings/action', 'Cognitive Services OpenAI User'],
    ['AIServices/agents/write', 'Azure AI User'],
    ['SpeechServices/synthesis/read', 'Cognitive Services User'],
  ])('has the data action %s (Q-09)', (action, role) => {
    expect(wordsOf(asked(lacks(action)))).toContain(`such as ${role}.`);
  });

  it.each([
    ['list pods', forbidden('list', 'pods'), /RBAC Reader to the principal on the namespace shop/, /Writer|Admin/],
    ['create pods', forbidden('create', 'pods'), /custom role, or .* Writer, which also reads every Secret/, /Reader/],
    ['list secrets', forbidden('list', 'secrets'), /Decide whether .* Writer, which also reads every Secret/, /Assign/],
    ['list nodes', forbidden('list', 'nodes', cluster), /custom role .* on the cluster/, /Reader|Writer/],
    ['list roles', forbidden('list', 'roles'), /custom role .* on the cluster/, /Reader|Writer/],
    ['create clusterroles', forbidden('create', 'clusterroles', cluster), /no role is offered/, /Reader|Writer|custom/],
  ])('in a cluster may %s (Q-09)', (_, text, has, lacking) => {
    const words = wordsOf(asked(text));
    expect(words).toMatch(has);
    expect(words).not.toMatch(lacking);
  });

  it.each([
    ['Send', ['Azure Service Bus Data Sender', 'Azure Event Hubs Data Sender']],
    ['Listen', ['Azure Service Bus Data Receiver', 'Azure Event Hubs Data Receiver']],
    ['Manage,EntityWrite', ['Azure Service Bus Data Owner', 'Azure Event Hubs Data Owner']],
  ])('gives the claim %s and no other (Q-09)', (names, roles) => {
    expect(wordsOf(asked(claim(names)))).toContain(`${roles.join('; ')}.`);
  });

  it('is in the plan for the claim (Q-09)', () => {
    const bus = `${group}/providers/Microsoft.ServiceBus/namespaces/sb-shop`;
    const objects = [
      account('shop/cart', { 'azure.workload.identity/client-id': client }),
      pod('shop/cart-1', { as: 'cart', label: true, token: true, env: { AZURE_CLIENT_ID: client } }),
    ];
    const text = `pod shop/cart-1: 'Manage' claim(s) are required to perform this operation. Resource: 'sb://sb-shop.servicebus.windows.net/x'`;
    expect(plansOf(asked(text, { azure: { resources: [...basic, { id: bus }] }, objects }))).toMatchObject([
      { role: { id: '090c5cfd-751d-490a-894a-3ce6f1109419' } },
    ]);
  });
});
