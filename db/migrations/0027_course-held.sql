ALTER TABLE "courses" ADD COLUMN "held_at" timestamp with time zone;--> statement-breakpoint
UPDATE "courses" SET "held_at" = "updated_at" WHERE "state" IN ('held', 'closed');
