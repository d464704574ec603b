import { inLine } from '../arm/inert.ts';
import { subscriptionOf } from '../arm/resourceId.ts';
import type { Plan } from '../plan/plan.ts';
import { textOf } from '../../sentences/textOf.ts';
import { onlyCommands, planNotes, isBefore, optionalLast } from './cautions.ts';
import { Block, hclBlock } from './terraformText.ts';
import { currentAzurerm, dialects, type AzurermVersion } from './terraformVersions.ts';
import { isWritten } from './terraformNotes.ts';
import { TerraformWriter } from './terraformWriter.ts';

/**
 * Returns the plan as configuration for a major version of the azurerm provider, in order; what may exist already has
 * an import next to it. An existing cluster may or may not be in the user's configuration, so only the blocks to change
 * are written, as a comment. What Terraform does by removing a resource, or can't do, becomes a comment with its
 * command.
 */
export function planAsTerraform(plan: Plan, azurerm: AzurermVersion = currentAzurerm): string {
  const { head, providers, main } = terraformParts(plan, azurerm);
  return [head, providers, ...main].join('\n');
}

/** Returns the same as two files: what a configuration may already contain, and the rest. */
export function planAsTerraformFiles(
  plan: Plan,
  azurerm: AzurermVersion = currentAzurerm,
): readonly { readonly name: string; readonly text: string }[] {
  const { head, providers, main } = terraformParts(plan, azurerm);
  return [
    { name: 'main.tf', text: [head, ...main].join('\n') },
    { name: 'providers.tf', text: providers },
  ];
}

interface Parts {
  readonly head: string;
  readonly providers: string;
  readonly main: readonly string[];
}

function terraformParts(plan: Plan, azurerm: AzurermVersion): Parts {
  const subscriptionId = plan.steps.map((step) => subscriptionOf(step.request.path)).find((id) => id !== undefined);
  const writer = new TerraformWriter(subscriptionId ?? '', dialects[azurerm]);
  const hasResources = plan.steps.some(isWritten);
  const placeOfOthers = hasResources ? 'after' : 'alone';
  for (const step of optionalLast(plan.steps)) writer.write(step, isBefore(step, plan) ? 'before' : placeOfOthers);
  const head = [
    textOf(plan.title),
    ...(hasResources ? [] : [onlyCommands('Terraform')]),
    `For azurerm ${azurerm} and Terraform 1.5 or newer.`,
    'In a configuration that has terraform and provider blocks already, leave these out and add what is missing to those.',
    ...dialects[azurerm].notes,
    ...planNotes(plan),
  ];
  return {
    head: head.map((line) => `# ${inLine(line)}\n`).join(''),
    providers: [terraformBlock(azurerm, writer.usesAzapi), ...providerBlocks(subscriptionId, writer)].join('\n'),
    main: writer.texts(),
  };
}

/**
 * Import blocks need Terraform 1.5. azapi needs 2.0, because older versions return values in another form.
 * Sources: https://developer.hashicorp.com/terraform/language/import,
 * https://registry.terraform.io/providers/Azure/azapi/latest/docs/data-sources/resource
 */
function terraformBlock(azurerm: AzurermVersion, usesAzapi: boolean): string {
  return hclBlock('terraform', {
    required_version: '>= 1.5',
    required_providers: new Block({
      azurerm: { source: 'hashicorp/azurerm', version: `~> ${azurerm}.0` },
      azapi: usesAzapi ? { source: 'Azure/azapi', version: '>= 2.0' } : undefined,
    }),
  });
}

function providerBlocks(subscriptionId: string | undefined, writer: TerraformWriter): readonly string[] {
  return [[undefined, subscriptionId] as const, ...writer.aliases].map(([alias, subscription_id]) =>
    hclBlock('provider "azurerm"', { alias, features: new Block({}), subscription_id }),
  );
}
