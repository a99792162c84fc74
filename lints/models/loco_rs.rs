//! The `loco_rs` crate, read against 0.16: a mail is a folder of templates, whose data are the locals of its arguments.

struct AppContext;
struct Dir;
struct Args;
struct Error;

trait Mailer {
    #[any_type] #[drops] fn mail_template(ctx: &AppContext, #[template] dir: &Dir, #[data(locals)] args: Args) -> Result<(), Error> {}
}
