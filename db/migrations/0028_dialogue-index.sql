DROP INDEX "conversations_asking";--> statement-breakpoint
CREATE INDEX "conversations_in_dialogue" ON "conversations" USING btree ("id") WHERE "conversations"."flow" is not null;--> statement-breakpoint
-- Each message writes its conversation anew: with room left on the page that stays there.
ALTER TABLE "conversations" SET (fillfactor = 50);
