import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{shell,widget,hostile,demo}/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    restoreMocks: true,
  },
});
