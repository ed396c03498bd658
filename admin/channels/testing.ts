import type { ZaloConsent } from '#admin/deps.ts'

/** Zalo's permission where nothing is known of Zalo. */
export const pretendedConsent: ZaloConsent = {
  consentSteps: () => ({
    steps: ['Mở trang của Zalo.', 'Dán https://desk.test/callback', 'Dán challenge'],
    callbackUrl: 'https://desk.test/callback',
    codeChallenge: 'challenge',
  }),
  authorize: async () => ({ ok: false, detail: 'không có Zalo ở đây' }),
}
