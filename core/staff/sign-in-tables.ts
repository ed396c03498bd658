import {
  accounts,
  rateLimits,
  sessions,
  staff,
  twoFactors,
  verifications,
} from '#db/schema/staff.ts'

/** The tables better-auth keeps, under the model names the panel gives it. */
export const signInTables = { staff, sessions, accounts, verifications, twoFactors, rateLimits }
