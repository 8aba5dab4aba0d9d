"""What plans and networks allow on a parcel."""
