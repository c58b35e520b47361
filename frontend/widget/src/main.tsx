import { ApiProvider, ConnectWidget } from '@mxenabled/connect-widget';
import '@mxenabled/connect-widget/style.css';
import { createRoot } from 'react-dom/client';
import { createMessenger } from '../../../core/sandbox/ui/messenger.js';
import { call } from '../../../core/sandbox/ui/rpc.js';
import { readBoot, type Boot } from './boot';
import { createCallbacks } from './callbacks';
import { ErrorBoundary } from './ErrorBoundary';
import './page.css';

/** The hosted page around the connect widget: its API is our server, its events go to the host. */
function HostedWidget({ boot }: { boot: Boot }) {
  return (
    <ErrorBoundary>
      <ApiProvider apiValue={callbacks}>
        <ConnectWidget
          clientConfig={boot.client_config}
          language={boot.language}
          profiles={boot.profiles}
          userFeatures={boot.user_features}
          onPostMessage={messenger.send}
        />
      </ApiProvider>
    </ErrorBoundary>
  );
}

const boot = readBoot(document);
const callbacks = createCallbacks(call);
const messenger = createMessenger(boot);

document.documentElement.lang = boot.language.locale;
document.documentElement.dataset.colorScheme = boot.client_config.color_scheme ?? 'light';
// Before the first render: the widget's own first event comes out of it, and `load` precedes all.
messenger.send('load');
createRoot(document.getElementById('root') as HTMLElement).render(<HostedWidget boot={boot} />);
