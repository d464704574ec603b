import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorldFile } from '../../../src/emulator/arm/worldFile.ts';
import { guidOf } from '../../../src/emulator/scenarios/parts/resources.ts';
import { place, smallWorld } from '../../support/azure/smallWorld.ts';
import { projectRoot } from '../host/paths.ts';
import { startAzure, type AzureFront, type Directory } from './azureFront.ts';
import { openContainer } from './gestures.ts';
import { openSession, type Session } from './harness.ts';
import { createPeople, type People } from './people.ts';

/** Where Azure is; the proxy leads there. */
export const azureHost = 'management.azure.com';
/** Ada's object ID. */
export const ada = guidOf('person', 'ada');
const grace = guidOf('person', 'grace');
const directories: readonly Directory[] = [
  { tenantId: guidOf('tenant', 'contoso'), name: 'Contoso', members: [ada], world: worldOf('contoso', 'Shop') },
  {
    tenantId: guidOf('tenant', 'fabrikam'),
    name: 'Fabrikam',
    members: [ada, grace],
    world: worldOf('fabrikam', 'Mills'),
  },
  { tenantId: guidOf('tenant', 'adatum'), name: 'Adatum', members: [grace], world: worldOf('adatum', 'Books') },
];
/** The directories' ids: Ada's, hers and Grace's, Grace's. */
export const [contoso, fabrikam, adatum] = directories.map(({ tenantId }) => tenantId) as [string, string, string];

/** The small world in its own subscription and directory. */
function worldOf(tenant: string, subscription: string): WorldFile {
  const own = JSON.stringify(smallWorld()).replaceAll(place.subscriptionId, guidOf('subscription', tenant));
  const world = JSON.parse(own) as WorldFile;
  const [first] = world.subscriptions;
  return { ...world, tenantId: guidOf('tenant', tenant), subscriptions: [{ ...first!, displayName: subscription }] };
}

/** What a bench opens with. */
export interface SignInOptions {
  readonly folder?: string;
  readonly settings?: (azureUrl: string) => Readonly<Record<string, unknown>>;
  /** How the world of Ada's own directory differs. */
  readonly ofContoso?: (world: WorldFile) => WorldFile;
}

/** A VS Code with Microsoft accounts that the test controls, and an Azure of three directories behind a proxy. */
export interface SignInBench {
  readonly azure: AzureFront;
  readonly people: People;
  readonly session: Session;
  readonly stop: () => Promise<void>;
}

/**
 * Opens one, on the person's own folder where one is given, and with settings for the Azure that listens; nobody is signed
 * in. Ada's tokens live for seconds.
 */
export async function openSignIn({
  folder: opened,
  settings,
  ofContoso = (same) => same,
}: SignInOptions = {}): Promise<SignInBench> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-identity-signin-'));
  const worlds = directories.map((one) => (one.tenantId === contoso ? { ...one, world: ofContoso(one.world) } : one));
  const azure = await startAzure(folder, [azureHost], worlds, 7);
  const people = await createPeople(join(folder, 'people.json'), [
    { id: 'ada', oid: ada, label: 'ada@contoso.com', home: contoso, signedIn: false, tenants: [], seconds: 5 },
    { id: 'grace', oid: grace, label: 'grace@adatum.com', home: adatum, signedIn: false, tenants: [fabrikam] },
  ]);
  const session = await openSession({
    settings: { 'http.proxy': azure.proxyUrl, 'http.proxySupport': 'override', ...settings?.(azure.url) },
    env: { AKS_IDENTITY_TEST_PEOPLE: people.file },
    disableExtensions: ['vscode.microsoft-authentication'],
    moreExtensions: [join(projectRoot, 'test', 'e2e', 'authProvider')],
    trustedCertificates: azure.certificate,
    ...(opened === undefined ? {} : { folder: opened }),
  });
  await openContainer(session.page, 'AKS Identity');
  return {
    azure,
    people,
    session,
    async stop() {
      await session.close();
      azure.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Presses a button of the view's welcome text. */
export async function clickWelcome({ page }: Session, button: string): Promise<void> {
  await page.locator('.sidebar .welcome-view').getByRole('button', { name: button }).click();
}
