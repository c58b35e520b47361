// Types of the parts of the connect widget that this page uses. The package ships none.

declare module '@mxenabled/connect-widget' {
  import type { ReactElement, ReactNode } from 'react';

  export interface Language {
    locale: string;
    custom_copy_namespace: string;
  }

  export interface ClientConfig {
    ui_message_version: number;
    is_mobile_webview: boolean;
    ui_message_webview_url_scheme?: string;
    target_origin_referrer?: string | null;
    color_scheme?: string;
    [setting: string]: unknown;
  }

  export type Profiles = Record<string, Record<string, unknown>>;

  export interface UserFeature {
    feature_name: string;
    guid: string;
    is_enabled: boolean;
  }

  export type ApiValue = Record<string, (...params: unknown[]) => Promise<unknown>>;

  export function ApiProvider(props: { apiValue: ApiValue; children: ReactNode }): ReactElement;

  export function ConnectWidget(props: {
    clientConfig: ClientConfig;
    language: Language;
    profiles: Profiles;
    userFeatures: UserFeature[];
    onPostMessage: (name: string, data?: object) => void;
  }): ReactElement;
}

declare module '@mxenabled/connect-widget/style.css';
