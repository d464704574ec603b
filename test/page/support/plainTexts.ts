/** Finds what of a page stayed untranslated in the language that nobody speaks, in its lists, too. */
import type { Page } from 'playwright-core';
import roles from '../../../src/builtInRoles/builtInRoles.json' with { type: 'json' };
import { textAt, type JsonObject } from '../../../src/domain/arm/json.ts';
import { controls, type Control } from '../../../src/domain/findings/rule/controls.ts';
import { regions } from '../../../src/emulator/request/locations.ts';
import { demoWorld } from '../../../src/emulator/scenarios/demo.ts';
import { demoObjectsIn } from '../../../src/emulator/scenarios/demoObjects.ts';
import { queryKeys } from '../../../src/webview/protocol/reportQuery.ts';
import { plainWordsBeside } from '../../support/plainWords.ts';
import { worldBefore } from '../../whole/history/past.ts';

/** Returns a pattern that finds a text wherever it stands. */
function anywhere(text: string): RegExp {
  return new RegExp(text.replaceAll(/[^\w\s]/g, '\\$&'), 'g');
}

/** Returns a pattern of a text that is nothing but this. */
function whole(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[^\w\s]/g, '\\$&')}$`, 'g');
}

/** Texts that are the same in every language, wherever they stand or as a whole, and why. */
const sameTexts: readonly RegExp[] = [
  // What Azure wrote, an expression, and a command.
  /The client '[\da-f-]+' .*|Operation failed due to an Azure Policy that denies public load balancers\./g,
  /claims\['sub'\] matches '[^']*'/g,
  /\baz feature register --subscription [\da-f-]+ --namespace [\w.]+ --name \w+/g,
  // Times of day.
  /\b\d+:\d\d [AP]M\b/g,
  // States and modes as Azure calls them; those that are words of ours, too, only after "is", "status", "State:" and "Mode:".
  ...['Succeeded', 'Updating'].map(anywhere),
  /(?<=(?:îš|šţåţûš|Šţåţé··\]:) )Failed\b|(?<=Ṁöđé··\]: )(?:System|User)\b/g,
  // Groups of updates and labels, as somebody named them.
  /(?<=Ûþđåţé ĝŕöûþ····\]: )(?:early|stable)\b|\btier=gold\b/g,
  // What Azure says of its roles, as lists of them show it, and what it calls its regions and images.
  ...roles.map(({ description }) => whole(description)),
  ...regions.map(({ name, displayName }) => anywhere(`${displayName} (${name})`)),
  ...regions.map(({ displayName }) => anywhere(displayName)),
  /\bUbuntu \d\d\.\d\d\b/g,
  // Controls, as those who publish them call them, and terms as they are typed into a filter.
  ...Object.values<Control>(controls)
    .flatMap(({ framework, id, title }) => [
      `${framework} ${id}`,
      ...(title === undefined ? [] : [title]),
      id,
      framework,
    ])
    .toSorted((a, b) => b.length - a.length)
    .map(anywhere),
  ...queryKeys.map((key) => whole(`${key}:`)),
  // Libraries, with what they call their options.
  /enable_azure_proxy=True|Azure\.Core|azure-identity|@azure\/identity|\.NET\b|\b(?:Go|Java|JavaScript|Python|azidentity|(?:Is)?AzureProxyEnabled|EnableAzureProxy)\b/g,
  // Products, who made a change, as that calls itself, and formats of a plan.
  ...['Azure CLI', 'Azure Portal', 'Azure Backup'].map(anywhere),
  ...['PowerShell', 'Bicep', 'Terraform', 'REST', 'az'].map(whole),
  // What is in a cluster, by its kind, and operators that are known by their accounts.
  /(?<=\(|Çöñţŕöļļéŕ···\]: )(?:ALB controller|Karpenter)\b/g,
  /\b(?:Deployment|Gateway|SecretStore|TriggerAuthentication) [\w-]+\/[\w-]+|\bCluster(?:ExternalDNS|SecretStore) [\w-]+/g,
  // Names that a change or a form proposes, and those that AKS gives.
  /(?<![\w-])(?:id|rg|new|my|aks|ext)-[\w-]+|\bMC_[\w-]+|\bidshopweu\b|\(ç[^\s)]+ approuting-istio\)/gi,
  whole('cart'),
];

/** Words that are the same in every language, and why. */
const sameWords: readonly RegExp[] = [
  // Kubernetes' own words, products, protocols, and values of Azure and Kubernetes.
  /^(?:kubelet|NGINX|TXT|AnnotationControlled|External|Internal|UTC|AADSTS|true|false)$/,
];

/** Returns the name of a pod, in which the number of its version stands. */
function podName(object: JsonObject): string | undefined {
  return textAt(object, 'kind') === 'Pod' ? textAt(object, 'metadata.name') : undefined;
}

const inClusters = ['search-weu', 'store-weu', 'web-weu']
  .flatMap((name) => demoObjectsIn(name) ?? [])
  .map((object) => [{ namespace: textAt(object, 'metadata.namespace') }, { id: podName(object) }]);
const plainWords = plainWordsBeside(demoWorld(), worldBefore(), inClusters);

/** Returns the page's texts, and what a screen reader and the mouse are told. */
async function textsOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const lookOf = (node: Node | null): string | undefined =>
      node instanceof SVGTextElement ? `${node.getAttribute('class')} ${node.getAttribute('font-size')}` : undefined;
    const visit = (node: Element | ShadowRoot): void => {
      let goesOn = false;
      for (const child of node.childNodes) {
        if (child instanceof Text && child.data !== '') {
          found.push(`${goesOn ? found.pop() : ''}${child.data}`);
          goesOn = false;
        }
        // Code, and what was typed.
        if (!(child instanceof Element) || child.matches('code, pre, style, script, textarea')) continue;
        // A name that may break here.
        goesOn = child.matches('wbr');
        if (goesOn) continue;
        // A text of the map, of which each line is one of its own.
        if (child instanceof SVGTextElement) {
          const before = lookOf(child.previousElementSibling) === lookOf(child) ? found.pop()! : '';
          found.push(`${before}${/(?:^|[-_./:])$/.test(before) ? '' : ' '}${child.textContent}`);
          continue;
        }
        const isHidden = child.getAttribute('aria-hidden') === 'true';
        const spoken = isHidden ? [] : ['aria-label', 'aria-description'];
        for (const name of [...spoken, 'title', 'placeholder', 'data-title'])
          found.push(child.getAttribute(name) ?? '');
        visit(child);
        if (child.shadowRoot) visit(child.shadowRoot);
      }
    };
    visit(document.body);
    return found;
  });
}

/** Returns the texts of the lists from which something can be chosen; each is there only while it is open. */
export async function textsOfLists(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const field of await page.locator('[role="combobox"]:enabled:visible').all()) {
    await field.click();
    await page.locator('[role="combobox"][aria-expanded="true"]').waitFor();
    found.push(...(await textsOf(page)));
    await field.press('Escape');
  }
  return found;
}

/** Returns what of the page's texts, those of its lists among them, is not translated. */
export async function plainTexts(page: Page): Promise<readonly string[]> {
  const texts = [...(await textsOf(page)), ...(await textsOfLists(page))];
  return [...new Set(texts)].flatMap(plainIn);
}

/** Returns what of a text is not translated, and not the same in every language. */
export function plainIn(whole: string): readonly string[] {
  const text = sameTexts.reduce((rest, pattern) => rest.replace(pattern, ''), whole);
  const plain = plainWords(text).filter((words) => !sameWords.some((pattern) => pattern.test(words)));
  return plain.map((words) => `${words} in: ${whole}`);
}
