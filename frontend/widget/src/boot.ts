import type { ClientConfig, Language, Profiles, UserFeature } from '@mxenabled/connect-widget';

/** What the server writes into the page for one widget session. */
export interface Boot {
  user_guid: string;
  session_guid: string;
  language: Language;
  client_config: ClientConfig;
  profiles: Profiles;
  user_features: UserFeature[];
}

/**
 * Reads the boot data from the page's `<script type="application/json" id="boot">`. Throws when
 * the page was opened without a widget session, because the element then holds `null`.
 */
export function readBoot(page: Document): Boot {
  const boot = JSON.parse(page.getElementById('boot')?.textContent ?? 'null') as Boot | null;
  if (!boot) throw new Error('This page holds no widget session.');
  return boot;
}
