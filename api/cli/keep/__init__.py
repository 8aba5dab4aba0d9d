"""Commands about the folder as a whole: begun, served, copied, looked over."""
