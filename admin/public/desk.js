// The panel's own script: keys, live lists, drafts, canned answers. Every page works without it.
import './desk-keys.js'
import './desk-palette.js'
import './desk-live.js'
import './desk-drafts.js'
import './desk-canned.js'
import './desk-presence.js'
import './desk-copy.js'
