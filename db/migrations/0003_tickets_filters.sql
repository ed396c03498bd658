CREATE INDEX "tickets_channel" ON "tickets" USING btree ("channel","opened_at");--> statement-breakpoint
CREATE INDEX "tickets_unread" ON "tickets" USING btree ("opened_at") WHERE "tickets"."unread_since" is not null;--> statement-breakpoint
CREATE INDEX "tickets_specific" ON "tickets" USING btree ("opened_at") WHERE "tickets"."scope" = 'specific';